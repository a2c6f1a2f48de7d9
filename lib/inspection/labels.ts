/** What clip-filter can decide between. */

export type LabelKind = 'defect' | 'normal' | 'look-alike' | 'other';

export interface Label {
  id: string;
  en: string;
  ko: string;
  kind: LabelKind;
  /** Least probability of the decision when this label leads it; the node's own when absent. */
  threshold?: number;
}

/** Labels and templates for a material or process, as offered in the editor. */
export interface PromptPreset {
  id: string;
  name: { en: string; ko: string };
  labels: Label[];
  /** Sentences with `{}` where the label's name goes. */
  templates: { en: string[]; ko: string[] };
}

export interface DecisionOptions {
  /** Least probability, 0..1. */
  threshold: number;
  /** Least distance to the best label of another decision, 0..1. */
  margin: number;
  /** Below this highest probability a picture counts as unknown, 0..1; 0: off. */
  unknownBelow: number;
  /** With the two best labels, whatever they decide, closer than this a picture counts as unknown, 0..1; absent or 0: off. */
  unknownMargin?: number;
}
