import { Dice } from './dice';
import { envelopes } from './envelopes';
import type { FuzzedGateway } from './gateway';
import { glossaries } from './glossaries';
import { models } from './models';
import { pictures } from './pictures';
import type { FuzzCase, Target } from './target';

export const TARGETS: Record<string, (gateway: FuzzedGateway) => Promise<Target>> = {
  pictures,
  envelopes,
  glossaries,
  models,
};

/** How many cases ended how; and each that ended as none may. */
export interface Tally {
  endings: Record<string, number>;
  failures: { index: number; tell: string; wrong: string }[];
}

export const newTally = (): Tally => ({ endings: {}, failures: [] });

export interface Span {
  seed: number;
  from: number;
  to: number;
}

/** Runs the cases `from` up to `to` of a kind; each depends on seed, kind and its number only. */
export async function fuzz(
  kind: string,
  gateway: FuzzedGateway,
  { seed, from, to }: Span,
  tally = newTally(),
  after: (index: number, failed?: FuzzCase) => void = () => {},
): Promise<Tally> {
  const target = await TARGETS[kind]!(gateway);
  try {
    for (let index = from; index < to; index++) {
      const one = await target.make(new Dice(seed, kind, index));
      const ending = await one.run();
      if (ending.wrong === undefined) tally.endings[ending.code] = (tally.endings[ending.code] ?? 0) + 1;
      else tally.failures.push({ index, tell: one.tell, wrong: ending.wrong });
      after(index, ending.wrong === undefined ? undefined : one);
    }
  } finally {
    await target.close?.();
  }
  return tally;
}
