import type { Picture, PictureFacts, RelativeBox } from './picture';

/** How a picture was taken: logarithms of ratios, as `lib/engine/condition/condition.ts` tells. */
export interface Condition {
  light: number;
  contrast: number;
  focus: number;
  /** How much of what is fine in it is the scene and not noise. */
  structure: number;
  /** How much there is to see in each place of a 3 × 3 grid, row by row, beside the other places. */
  detail: number[];
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
