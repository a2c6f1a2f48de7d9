import type { Picture, PictureFacts, RelativeBox } from './picture';

/** How a picture was taken: logarithms of ratios, as `lib/engine/condition/condition.ts` tells. */
export interface Condition {
  light: number;
  contrast: number;
  focus: number;
}

export interface ConditionInput {
  picture: Picture;
  /** The part that is looked at; default the whole picture. */
  patch?: RelativeBox;
}

export interface ConditionOutput {
  picture: PictureFacts;
  condition: Condition;
}
