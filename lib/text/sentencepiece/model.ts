import { fieldsOf, type Field } from '../../protobuf';

/** Numbers of fields in sentencepiece_model.proto. */
const MODEL = { piece: 1, trainer: 2, normalizer: 3 };
const PIECE = { text: 1, score: 2, kind: 3 };
const TRAINER = { algorithm: 3, suffix: 24, byteFallback: 35 };
const NORMALIZER = { charsmap: 2, prefix: 3, tidy: 4, escape: 5 };

export const KIND = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;
/** How a model cuts a text, by trainer_spec.model_type; those of words and characters are not read. */
const ALGORITHMS = { 1: 'unigram', 2: 'merges' } as const;

export interface Piece {
  text: string;
  score: number;
  /** One of {@link KIND}. */
  kind: number;
}

/** A trained SentencePiece model. Kudo and Richardson 2018, "SentencePiece". */
export interface SentencePieceModel {
  algorithm: 'unigram' | 'merges';
  pieces: Piece[];
  /** Rules of Unicode normalisation, compiled; empty for none. */
  charsmap: Buffer;
  /** Whether a text begins as if a space stood before it. */
  prefix: boolean;
  /** Whether leading, trailing and doubled spaces are dropped. */
  tidy: boolean;
}

/**
 * @param bytes content of a .spm or .model file
 * @throws RangeError when it is not a SentencePiece model, or needs what this reader does not know
 */
export function readSentencePiece(bytes: Buffer): SentencePieceModel {
  const model: SentencePieceModel = {
    algorithm: 'unigram',
    pieces: [],
    charsmap: Buffer.alloc(0),
    prefix: true,
    tidy: true,
  };
  let type = 1;
  const flags = { suffix: false, bytes: false, escape: true };
  for (const { number, bytes: message } of fieldsOf(bytes)) {
    if (number === MODEL.piece) model.pieces.push(pieceOf(fieldsOf(message)));
    for (const field of number === MODEL.trainer ? fieldsOf(message) : []) {
      if (field.number === TRAINER.algorithm) type = field.value;
      if (field.number === TRAINER.suffix) flags.suffix = field.value === 1;
      if (field.number === TRAINER.byteFallback) flags.bytes = field.value === 1;
    }
    for (const field of number === MODEL.normalizer ? fieldsOf(message) : []) {
      if (field.number === NORMALIZER.charsmap) model.charsmap = field.bytes;
      if (field.number === NORMALIZER.prefix) model.prefix = field.value === 1;
      if (field.number === NORMALIZER.tidy) model.tidy = field.value === 1;
      if (field.number === NORMALIZER.escape) flags.escape = field.value === 1;
    }
  }
  if (model.pieces.length === 0) throw new RangeError('no SentencePiece model');
  if (!(type in ALGORITHMS)) throw new RangeError('a SentencePiece model that cuts by words or characters');
  if (flags.bytes || flags.suffix || !flags.escape) throw new RangeError('a SentencePiece model of an unknown variant');
  return { ...model, algorithm: ALGORITHMS[type as keyof typeof ALGORITHMS] };
}

function pieceOf(fields: Iterable<Field>): Piece {
  const piece: Piece = { text: '', score: 0, kind: KIND.normal };
  for (const { number, value, bytes } of fields) {
    if (number === PIECE.text) piece.text = bytes.toString();
    if (number === PIECE.score) piece.score = bytes.readFloatLE();
    if (number === PIECE.kind) piece.kind = value;
  }
  return piece;
}
