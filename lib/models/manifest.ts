/** What `model.json` says about a model folder. */
export interface ModelManifest {
  id: string;
  family: Family;
  /** A commit, which together with the id names exactly these weights, or the date of an export. */
  revision: string;
  license: string;
  languages: string[];
  /** `clip`: the factor between cosine and logit, already exponentiated. */
  logit_scale?: number;
  /** `clip` trained with a sigmoid loss: what is added to each logit. */
  logit_bias?: number;
  /** `clip`: how logits become probabilities; `softmax` when absent. */
  scoring?: 'softmax' | 'sigmoid';
  /** Where it was pulled from. */
  source?: { repository?: string; url?: string; revision?: string; endpoint?: string };
  /** When it was pulled, ISO 8601. */
  pulledAt?: string;
  /** Every file the model is made of. */
  files: ModelFile[];
  goldens: Golden[];
}

export const FAMILIES = ['clip', 'blip', 'marian', 'm2m100'] as const;
export type Family = (typeof FAMILIES)[number];

export interface ModelFile {
  /** Relative to the model's folder, with forward slashes. */
  path: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
  /** Who vouched for the hash when the file was pulled; `first-use`: nobody, it is what came the first time. */
  trust?: 'catalogue' | 'hub' | 'first-use' | 'made-here';
  /** Of a graph whose weights lie elsewhere: the files it points into, likewise relative. */
  weights?: string[];
}

/** An input whose result is known; a model that answers otherwise on this machine is not used. */
export type Golden =
  VisionGolden | PatchesGolden | GradientGolden | TextGolden | CaptionGolden | AttentionGolden | TranslateGolden;

/** A picture made by formula: see `goldenPicture`. */
export type GoldenPicture = 'ramp' | 'marked';

export interface VisionGolden {
  kind: 'vision';
  input: GoldenPicture;
  /** First values of the unit-length embedding. */
  output: number[];
  tolerance: number;
}

export interface PatchesGolden {
  kind: 'patches';
  input: GoldenPicture;
  /** First values of the unit vector of the middle cell's odds and features. */
  output: number[];
  tolerance: number;
}

export interface GradientGolden {
  kind: 'gradient';
  input: GoldenPicture;
  /** Set against nothing. */
  text: string;
  /** Values of the unit-length map, from its middle on. */
  output: number[];
  tolerance: number;
}

export interface TextGolden {
  kind: 'text';
  text: string;
  input_ids: number[];
  /** First values of the unit-length embedding. */
  output: number[];
  tolerance: number;
}

export interface CaptionGolden {
  kind: 'caption';
  input: GoldenPicture;
  /** The first tokens of the greedy caption, after the start token. */
  token_ids: number[];
}

export interface AttentionGolden {
  kind: 'attention';
  input: GoldenPicture;
  /** What was read behind the start token. */
  token_ids: number[];
  /** Values of the unit-length map of the next token, from its middle on. */
  output: number[];
  tolerance: number;
}

export interface TranslateGolden {
  kind: 'translate';
  text: string;
  /** Of a model that knows several; absent: English to Korean. */
  direction?: { from: string; to: string };
  input_ids: number[];
  /** The greedy translation, with its end token, behind what it must begin with. */
  token_ids: number[];
  output: string;
}
