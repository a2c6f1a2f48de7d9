import { InspectionError } from '../inspection/errors';
import type { ModelUse } from '../inspection/record';
import type { Golden } from '../models/manifest';
import type { StepDecoder } from './generation/decoder';
import { logSoftmax } from './generation/softmax';

/** How much less likely (in nats) than the best token a golden token may be: rounding differs between processors. */
const NEARLY_LIKELIEST = 0.5;

/** Compares what a model computes on this device with the goldens of its model.json. */
export class SelfTest {
  constructor(private readonly use: ModelUse) {}

  /** Makes each check; one that cannot even be computed on this device has failed, too. */
  async run(goldens: Golden[], check: (golden: Golden) => Promise<void>): Promise<void> {
    try {
      for (const golden of goldens) await check(golden);
    } catch (thrown) {
      throw thrown instanceof InspectionError ? thrown : this.failure((thrown as Error).message.split('\n')[0]!);
    }
  }

  /** @throws InspectionError ERR_MODEL_SELFTEST when the first values differ by more than `tolerance` */
  vector(kind: string, computed: Float32Array, { output, tolerance }: { output: number[]; tolerance: number }): void {
    const difference = Math.max(...output.map((value, index) => Math.abs(value - computed[index]!)));
    if (!(difference <= tolerance))
      throw this.failure(`${kind} differs by ${difference.toFixed(3)} (limit ${tolerance})`);
  }

  /** @throws InspectionError ERR_MODEL_SELFTEST when the tokenizer cuts the text otherwise */
  tokens(text: string, computed: number[], golden: number[]): void {
    if (computed.length === golden.length && computed.every((token, index) => token === golden[index])) return;
    throw this.failure(`tokens of "${text}" are ${computed.join(' ')} instead of ${golden.join(' ')}`);
  }

  /**
   * Lets the decoder read the golden text behind `prompt` and asks at every place whether it would have written it.
   *
   * @throws InspectionError ERR_MODEL_SELFTEST
   */
  async continuation(decoder: StepDecoder, prompt: number[], golden: number[]): Promise<void> {
    for (const [place, token] of golden.entries()) {
      const [scores] = await decoder.step([place === 0 ? prompt : [golden[place - 1]!]], [0]);
      logSoftmax(scores!);
      const best = scores!.reduce((highest, score) => Math.max(highest, score), -Infinity);
      if (best - scores![token]! <= NEARLY_LIKELIEST) continue;
      throw this.failure(`token ${place + 1} would be ${scores!.indexOf(best)} instead of ${token}`);
    }
  }

  private failure(reason: string): InspectionError {
    const { id, provider } = this.use;
    return new InspectionError('ERR_MODEL_SELFTEST', { model: id, provider, reason });
  }
}

/** The likeliest tokens behind `prompt` one after the other, at most `count`, the end included: what {@link SelfTest.continuation} takes. */
export async function likeliest(
  decoder: StepDecoder,
  prompt: number[],
  end: number[],
  count: number,
): Promise<number[]> {
  const tokens: number[] = [];
  while (tokens.length < count && !end.includes(tokens.at(-1)!)) {
    const [scores] = await decoder.step([tokens.length === 0 ? prompt : tokens.slice(-1)], [0]);
    tokens.push(scores!.reduce((best, score, token) => (score > scores![best]! ? token : best), 0));
  }
  return tokens;
}
