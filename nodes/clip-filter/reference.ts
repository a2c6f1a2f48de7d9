import { resolve } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { RecipeJudgement } from '../../lib/recipe/recipe';
import { openReference } from '../../lib/reference/open';
import type { JudgeOptions } from '../../lib/stages/judge';
import { workingDirectory } from '../shared/folders';

/** @throws InspectionError ERR_REFERENCE */
export async function openedReference(
  RED: NodeAPI,
  chosen: RecipeJudgement['reference'],
): Promise<JudgeOptions['reference']> {
  if (!chosen) return undefined;
  const { file, rule, limit } = chosen;
  return { memory: await openReference(resolve(workingDirectory(RED), file)), rule, limit };
}
