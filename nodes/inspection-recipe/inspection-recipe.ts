import type { Node, NodeAPI, NodeDef } from 'node-red';
import { CurrentRecipe } from '../../lib/recipe/current';
import { recipesOf, type RecipeChoice } from '../shared/recipes';
import { serveRecipes } from './admin';
import { serveCommissioning } from './commissioning/admin';

interface RecipeConfig extends NodeDef {
  standard: string;
}

export = function (RED: NodeAPI): void {
  function InspectionRecipe(this: Node & RecipeChoice, config: RecipeConfig): void {
    RED.nodes.createNode(this, config);
    this.standard = config.standard || '';
    this.current = new CurrentRecipe(recipesOf(RED).path, config.id);
  }
  RED.nodes.registerType('inspection-recipe', InspectionRecipe);

  serveRecipes(RED);
  serveCommissioning(RED);
};
