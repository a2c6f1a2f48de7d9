/**
 * Changes the scores of the next token before one is chosen, in place.
 *
 * @param sequence all tokens so far, the prompt included
 * @param scores one value a token of the vocabulary: logits when one token is drawn, log-probabilities in beam search
 */
export type ScoreProcessor = (sequence: number[], scores: Float32Array) => void;

/** Keskar et al. 2019, "CTRL", section 4.1: what was said before becomes less likely by the factor `penalty`. */
export function repetitionPenalty(penalty: number): ScoreProcessor {
  return (sequence, scores) => {
    for (const token of new Set(sequence)) {
      const score = scores[token];
      if (score !== undefined) scores[token] = score < 0 ? score * penalty : score / penalty;
    }
  };
}

/** No run of `size` tokens comes twice. Paulus et al. 2017, "A Deep Reinforced Model for Abstractive Summarization". */
export function noRepeatNgram(size: number): ScoreProcessor {
  return (sequence, scores) => {
    const begun = sequence.length - size + 1;
    for (let start = 0; start < begun; start++) {
      let same = 0;
      while (same < size - 1 && sequence[start + same] === sequence[begun + same]) same++;
      if (same === size - 1) scores[sequence[start + same]!] = -Infinity;
    }
  };
}

/** Words, as token ids, that must not be completed. */
export function bannedWords(words: number[][]): ScoreProcessor {
  return (sequence, scores) => {
    for (const word of words) {
      const before = word.length - 1;
      if (before > sequence.length) continue;
      const begun = sequence.slice(sequence.length - before).every((token, index) => token === word[index]);
      if (begun) scores[word[before]!] = -Infinity;
    }
  };
}

/** The end may not come before the sequence is `length` tokens long. */
export function notBefore(length: number, end: number[]): ScoreProcessor {
  return (sequence, scores) => {
    if (sequence.length < length) for (const token of end) scores[token] = -Infinity;
  };
}

/** Nothing but `token` may stand at the position `at`. */
export function forced(token: number, at: number): ScoreProcessor {
  return (sequence, scores) => {
    if (sequence.length === at) scores.fill(-Infinity)[token] = 0;
  };
}
