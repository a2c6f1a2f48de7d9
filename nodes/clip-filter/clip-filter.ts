import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Decision } from '../../lib/inspection/record';
import { judge } from '../../lib/stages/judge';
import { loadPresets } from '../../lib/text/presets';
import type { Commissionable } from '../shared/commissionable';
import { handleInput } from '../shared/handle-input';
import { numberOption } from '../shared/options';
import { permit } from '../shared/permit';
import { pictureOf, type PictureProperty } from '../shared/picture';
import { recipeOf } from '../shared/recipes';
import { followLane, runtimeOf } from '../shared/runtime';
import { Status } from '../shared/status';
import { changeOver } from './change-over';
import { judgementOf, type JudgementForm } from './judgement';
import { serveSaving } from './save-recipe';
import { openedReference } from './reference';
import { TaktWatch } from './takt-watch';

interface ClipFilterConfig extends NodeDef, PictureProperty, JudgementForm {
  runtime: string;
  /** Whose recipes stand for the form; empty: the form itself holds. */
  recipe: string;
  takt: string;
}

const THUMBNAIL = 240;
const OUTPUTS: Decision[] = ['ng', 'ok', 'review'];

export = function (RED: NodeAPI): void {
  function ClipFilter(this: Node & Commissionable, config: ClipFilterConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const { engine, models } = runtimeOf(RED, this, config.runtime);
    this.commissioning = () => ({ engine, model: models.clip, models, judge: judgementOf(config) });
    const takt = new TaktWatch(numberOption('takt', config.takt, 0));
    followLane(RED, this, status, engine, 'clip', models.clip);

    handleInput(RED, this, status, async (msg, signal) => {
      const changedTo = await changeOver(RED, config, msg);
      if (changedTo !== undefined) {
        status.done(changedTo);
        return null;
      }
      const started = performance.now();
      const { picture, inspection } = await pictureOf(RED, this, msg, config);
      const recipe = await recipeOf(RED, config.recipe, msg);
      const options = recipe?.judge ?? judgementOf(config);
      const { decision, label } = await judge(
        { engine, picture, inspection, signal },
        {
          model: models.clip,
          ...options,
          reference: await openedReference(RED, options.reference, recipe),
          recipe,
          thumbnail: THUMBNAIL,
        },
      );
      const spent = performance.now() - started;
      if (takt.exceededBy(spent)) status.warning(`${status.word('takt')} · ${Math.round(takt.p95)} ms`);
      else status.done(decision === 'ng' ? label.ko || label.en : status.word(decision), spent);
      return OUTPUTS.map((output) => (output === decision ? msg : null));
    });
  }
  RED.nodes.registerType('clip-filter', ClipFilter);

  RED.httpAdmin.get('/inspection-presets', permit(RED, 'flows.read'), (_request, response) => {
    response.json(loadPresets());
  });
  serveSaving(RED);
};
