import { LIMITS } from '../inspection/unlike';
import { rankFor, type Wishes } from './fit';

/** A sum of words and comparison, and what the person said of its picture. */
export interface Summed {
  good: boolean;
  sum: number;
}

/** Where OK ends and NG begins; between them is review. */
export interface Edges {
  ok: { at: number; assured: boolean };
  ng: { at: number; assured: boolean };
}

/** Half the width of review that the limit of the rule was found with. */
const HALF = 0.75;
const LEAST_APART = 1e-3;

/**
 * Where the sum decides, by the same ranks as the words' limits: no more than the wished share of new defective parts lies
 * below `ok`, no more than that of new good parts above `ng`. Where the known pictures leave a gap between both, the usual
 * limits of the rule hold as far as they lie in it; with good pictures only, so far as these do not exceed them.
 *
 * @param summed at least one good picture
 */
export function fitEdges(summed: Summed[], wishes: Wishes): Edges {
  const side = (good: boolean) => summed.filter((one) => one.good === good).map(({ sum }) => sum);
  const [good, bad] = [side(true).sort((a, b) => b - a), side(false).sort((a, b) => a - b)];
  const usual = { ok: LIMITS.sum - HALF, ng: LIMITS.sum + HALF };
  const [missed, falsely] = [rankFor(bad.length, wishes.miss), rankFor(good.length, wishes.falseAlarm)];
  const highest = bad[missed.index] ?? Infinity;
  const lowest = good[falsely.index]! + LEAST_APART;
  const within = (value: number) => Math.min(highest, Math.max(lowest, value));
  const gap = highest > lowest;
  const ok = bad.length === 0 ? usual.ok : gap ? within(usual.ok) : highest;
  const ng = bad.length === 0 ? Math.max(lowest, usual.ng) : gap ? within(usual.ng) : lowest;
  return { ok: { at: ok, assured: missed.assured }, ng: { at: ng, assured: falsely.assured } };
}

/** As the rule is told. */
export function optionsOf({ ok, ng }: Edges): { limit: number; band: number } {
  return { limit: round((ok.at + ng.at) / 2), band: round((ng.at - ok.at) / 2) };
}

const round = (value: number) => Math.round(value * 1e4) / 1e4;
