import type { Engine } from '../../lib/inference';
import type { RecipeJudgement } from '../../lib/recipe/recipe';
import type { ModelChoice } from './runtime';

/** What a node that judges offers to commissioning: who looks at the pictures, and the settings to begin with. */
export interface Commissionable {
  commissioning?(): { engine: Engine; model: string; models: ModelChoice; judge: RecipeJudgement };
}
