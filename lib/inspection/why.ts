import type { Bilingual, Box, Point } from './record';

/** What a judgement was asked with, for whoever wants to see why. */
export interface Asked {
  model: string;
  /** With the prompts whose unit embeddings are averaged. */
  labels: { id: string; prompts: string[] }[];
  /** Those of them that stand for a defect. */
  defects: ({ id: string } & Bilingual)[];
  /** What was looked at as a whole, pixels. */
  region: Box;
  clahe?: { clipLimit: number; grid: number };
}

/** Where the likeliest defect is seen by the words it was judged with. */
export interface Why {
  label: { id: string } & Bilingual;
  /** `occlusion` where the model brings no derivative: cells are covered in turn. */
  method: 'grad-cam' | 'occlusion';
  /** Middle of the strongest cell, pixels; absent where no cell speaks for the label. */
  peak?: Point;
  location?: Bilingual;
}

/** Where the captioner looked as it wrote the word of a defect. */
export interface Looked {
  word: string;
  /** Middle of the strongest cell, pixels. */
  peak?: Point;
  location?: Bilingual;
}
