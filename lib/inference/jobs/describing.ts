import type { CaptionText, ModelUse } from '../../inspection/record';
import type { ToldCellMap } from './cell-map';
import type { Picture, PictureFacts } from './picture';

export interface Generation {
  /** 1..8. */
  numBeams: number;
  maxNewTokens: number;
  minNewTokens?: number;
  /** 0: beam search. Above: multinomial sampling at this temperature. */
  temperature?: number;
  topP?: number;
  seed?: number;
  /** 1: none. Keskar et al. 2019 (CTRL). */
  repetitionPenalty?: number;
  /** 0: off. */
  noRepeatNgramSize?: number;
  /** Exponent of the length that divides a beam's score; 1: mean log-probability. */
  lengthPenalty?: number;
  /** Words or phrases that must not be written. */
  bannedWords?: string[];
}

export interface CaptionInput {
  picture: Picture;
  model: string;
  /** Text the caption starts with; it is part of the returned text. */
  prompt?: string;
  generation: Generation;
  thumbnail?: number;
}

export interface CaptionOutput {
  picture: PictureFacts;
  /** Best first. */
  captions: CaptionText[];
  thumbnail?: Uint8Array;
  model: ModelUse;
}

/** Where the captioner looks as it writes a word. */
export interface AttendInput {
  picture: Picture;
  model: string;
  /** The caption up to that word. */
  before: string;
  /** Longest side in pixels of the JPEG that shows it; 0: none. */
  longest: number;
}

/** Of every cell its share in what the word was chosen by. */
export type AttendOutput = ToldCellMap;

/** Languages as ISO 639-1 names them, such as `en` and `ko`. */
export interface Direction {
  from: string;
  to: string;
}

export interface TranslateInput {
  /** One sentence each. */
  texts: string[];
  /** Default English to Korean; a model whose weights know one direction only takes no notice. */
  direction?: Direction;
  model: string;
  generation: Generation;
}

export interface TranslateOutput {
  /** In input order. */
  texts: CaptionText[];
  model: ModelUse;
}
