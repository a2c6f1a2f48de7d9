import type { LabelledPicture } from '../../lib/evaluation/dataset/manifest';

export const KINDS = ['light', 'focus', 'grease'] as const;
export type Kind = (typeof KINDS)[number];

/** A line of the manifest of models/training/render_drift.py. */
export interface Truth extends LabelledPicture {
  line: number;
  role: 'reference' | 'fit' | 'judged' | 'learn' | 'steady' | 'ramp' | 'jump';
  part: number;
  wear: Kind | null;
  /** Of the wear, 0..1. */
  severity: number;
}
