import type { Engine } from '../../lib/inference';
import type { RecipeJudgement } from '../../lib/recipe/recipe';

/** What a node that judges offers to commissioning: who looks at the pictures, and the settings to begin with. */
export interface Commissionable {
  commissioning?(): { engine: Engine; model: string; judge: RecipeJudgement };
}
