import { Tensor, type InferenceSession } from 'onnxruntime-node';

/** Predicts next tokens for several sequences at once and remembers what they have read. */
export interface StepDecoder {
  /**
   * Reads further tokens of every row.
   *
   * @param tokens the new tokens of each row, equally many in each
   * @param parents for each row, the row of the step before that it continues; ignored in the first step
   * @returns unnormalised scores of the next token, one row of the vocabulary's size each; yours to change
   */
  step(tokens: number[][], parents: number[]): Promise<Float32Array[]>;
}

const pastNames = ({ inputNames }: InferenceSession) => inputNames.filter((name) => name.startsWith('past.'));

/** The cache of a decoder that has read nothing. */
export function emptyPast(session: InferenceSession, rows: number): Record<string, Tensor> {
  return Object.fromEntries(
    pastNames(session).map((name) => {
      const input = session.inputMetadata.find((metadata) => metadata.name === name);
      const shape = input?.isTensor ? input.shape : [];
      return [name, new Tensor('float32', new Float32Array(0), [rows, Number(shape[1]), 0, Number(shape[3])])];
    }),
  );
}

/**
 * A decoder graph with key–value cache: `input_ids`, `past.{layer}.key|value` and `cross.{layer}.key|value` in,
 * `logits` of the last position and `present.{layer}.key|value` out.
 */
export class CachedDecoder implements StepDecoder {
  private readonly pastNames: string[];
  private past: Record<string, Tensor> = {};
  private rows = 0;

  /** @param cross keys and values of what is described, `[1, heads, length, size]`, shared by all rows */
  constructor(
    private readonly session: InferenceSession,
    private readonly cross: Record<string, Tensor>,
  ) {
    this.pastNames = pastNames(session);
  }

  async step(tokens: number[][], parents: number[]): Promise<Float32Array[]> {
    const rows = tokens.length;
    if (this.rows === 0) this.past = emptyPast(this.session, rows);
    else this.follow(parents);

    const ids = BigInt64Array.from(tokens.flat(), BigInt);
    const input_ids = new Tensor('int64', ids, [rows, tokens[0]!.length]);
    const outputs = await this.session.run({ input_ids, ...this.past, ...this.cross });
    this.past = Object.fromEntries(this.pastNames.map((name) => [name, outputs[name.replace('past.', 'present.')]!]));
    this.rows = rows;

    const logits = outputs.logits!.data as Float32Array;
    const vocabulary = logits.length / rows;
    return tokens.map((_, row) => logits.subarray(row * vocabulary, (row + 1) * vocabulary));
  }

  /** Puts the cached rows into the order of the sequences that go on. */
  private follow(parents: number[]): void {
    if (parents.length === this.rows && parents.every((parent, row) => parent === row)) return;
    for (const name of this.pastNames) {
      const { data, dims } = this.past[name]!;
      const size = data.length / dims[0]!;
      const reordered = new Float32Array(parents.length * size);
      parents.forEach((parent, row) => {
        reordered.set((data as Float32Array).subarray(parent * size, (parent + 1) * size), row * size);
      });
      this.past[name] = new Tensor('float32', reordered, [parents.length, ...dims.slice(1)]);
    }
  }
}
