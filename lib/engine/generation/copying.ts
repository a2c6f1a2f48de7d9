import { countsIn } from '../../text/numbers';
import type { ScoreProcessor } from './processors';

/** What a translation may copy from its source and must not make up: placeholders, numbers, codes such as LOT-7. */
const COPY = /⟦[0-9a-j]⟧|(?:[A-Za-z]+-?)?\d+(?:[.,:]\d+)*/g;
/** One of them at the end of a text that further tokens may lengthen. */
const OPEN = /(?:⟦[0-9a-j]?|(?:[A-Za-z]+-?)?\d(?:\d|[.,:](?=\d|$))*)$/;

/** Pieces of a vocabulary that may begin or lengthen a number or a placeholder. */
export interface CopyPieces {
  /** Text of each token, a leading space included; '' for special tokens. */
  pieces: string[];
  copying: number[];
  /** Those that hold no digit or bracket themselves, such as a decimal point. */
  joining: number[];
}

export function copyPieces(pieces: string[]): CopyPieces {
  const tokens = [...pieces.keys()];
  const copying = tokens.filter((token) => /[\d⟦⟧]/.test(pieces[token]!));
  return { pieces, copying, joining: tokens.filter((token) => /^[.,:][^\d⟦⟧]*$/.test(pieces[token]!)) };
}

/**
 * A number or placeholder can only be written as it stands in the source, whole, and as often: a translation cannot
 * invent one. A count that the source writes as a word may be written as a digit. What is lost is not prevented.
 */
export function copiedFrom(source: string, { pieces, copying, joining }: CopyPieces): ScoreProcessor {
  const wanted = [...[...source.matchAll(COPY)].map(([copy]) => copy), ...countsIn(source)];
  const possible = copying.filter((token) =>
    pieces[token]!.match(/\d+|[⟦⟧]/g)!.every((part) => wanted.some((copy) => copy.includes(part))),
  );
  const impossible = copying.filter((token) => !possible.includes(token));

  return (sequence, scores) => {
    const written = sequence.map((token) => pieces[token] ?? '').join('');
    const now = readCopies(written, wanted);
    if (!now) return;
    const allowed = (token: number) => {
      const next = readCopies(written + pieces[token]!, wanted);
      return next !== undefined && mayGoOn(next);
    };
    if (isWhole(now)) {
      for (const token of impossible) scores[token] = -Infinity;
      for (const token of possible) if (!allowed(token)) scores[token] = -Infinity;
      return;
    }
    const next = [...possible, ...joining].filter((token) => scores[token]! > -Infinity && allowed(token));
    if (next.length === 0) return;
    const kept = next.map((token) => scores[token]!);
    scores.fill(-Infinity);
    next.forEach((token, index) => (scores[token] = kept[index]!));
  };
}

interface Copies {
  /** What of the source is not yet written. */
  left: string[];
  /** Begun at the end of the text, perhaps whole already; '' when there is none. */
  open: string;
}

/** Undefined when the text holds what the source does not. */
function readCopies(text: string, wanted: string[]): Copies | undefined {
  const open = OPEN.exec(text)?.[0] ?? '';
  const left = [...wanted];
  for (const [copy] of text.slice(0, text.length - open.length).matchAll(COPY)) {
    const at = left.indexOf(copy);
    if (at < 0) return undefined;
    left.splice(at, 1);
  }
  return { left, open };
}

const isWhole = ({ left, open }: Copies) => open === '' || left.includes(open.replace(/[.,:]$/, ''));
const mayGoOn = (copies: Copies) => isWhole(copies) || copies.left.some((copy) => copy.startsWith(copies.open));
