import { hashOf } from '../../hash';
import { InspectionError } from '../../inspection/errors';
import type { ReferenceMemory, ReferenceView } from '../../reference/memory';
import type { ClipModel } from '../families/clip';
import type { PatchTower } from '../families/towers';

/** Defaults filled in, so that what looks the same is the same. */
export const viewOf = ({ roi = [0, 0, 1, 1], centreCrop = 1, clahe }: ReferenceView): ReferenceView => ({
  roi,
  centreCrop,
  ...(clahe && { clahe }),
});

/** @throws InspectionError ERR_REFERENCE_MODEL when the model does not tell what it sees of every cell */
export function requirePatches({ lookAtPictures, use }: ClipModel): PatchTower {
  if (lookAtPictures) return lookAtPictures;
  throw new InspectionError('ERR_REFERENCE_MODEL', { model: use.id });
}

/** @throws InspectionError ERR_REFERENCE_FIT when the model, its preprocessing or the view are others now */
export function requireSame(memory: ReferenceMemory, model: ClipModel, view: ReferenceView): void {
  const { id, revision, precision } = model.use;
  const refuse = (changed: string) => {
    const told = (use: { id: string; revision: string; precision: string }) =>
      [use.id, use.revision, use.precision].join(' ');
    const parameters = { changed, learnt: told(memory.model), now: told({ id, revision, precision }) };
    throw new InspectionError('ERR_REFERENCE_FIT', parameters);
  };
  if (memory.picturesHash !== model.picturesHash) refuse('model / 모델');
  if (memory.model.precision !== precision) refuse('precision / 정밀도');
  if (hashOf(memory.view) !== hashOf(viewOf(view))) refuse('regions / 영역');
}
