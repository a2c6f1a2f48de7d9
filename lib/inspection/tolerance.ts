import { InspectionError } from './errors';
import type { Decision, Inspection, Judgement, JudgementReason, Quantity, Region } from './record';

const DIMENSIONS = ['length', 'width', 'area'] as const;
type Dimension = (typeof DIMENSIONS)[number];

/** The most that a dimension may be, mm (mm² of an area); of one label, or of whatever there is. */
export interface Limit {
  label?: string;
  dimension: Dimension;
  most: number;
}

export type Conformity = 'within' | 'cannot-decide' | 'out';

/**
 * Reads limits such as `length 3; stain area 20`: an optional label id, a dimension, a number of mm or mm².
 *
 * @throws InspectionError ERR_OPTIONS naming what cannot be read
 */
export function readLimits(text: string | undefined): Limit[] {
  return (text ?? '')
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const words = part.split(/\s+/);
      const most = Number(words.pop());
      const dimension = DIMENSIONS.find((name) => name === words.at(-1));
      if (!dimension || !(most > 0) || words.length > 2) {
        throw new InspectionError('ERR_OPTIONS', { option: 'limits', reason: part });
      }
      return { ...(words.length === 2 && { label: words[0]! }), dimension, most };
    });
}

/**
 * Whether a quantity keeps to a limit beyond doubt: within or out only by more than its expanded uncertainty. With
 * k = 2 a quantity that lies beyond the limit is called within, or one within called out, with a risk of at most 2.3 %.
 *
 * Source: ISO 14253-1:2017, decision rules for proving conformity or nonconformity.
 */
export function conformityOf({ mm, expanded_mm }: Quantity, most: number): Conformity {
  if (mm === undefined || expanded_mm === undefined) return 'cannot-decide';
  if (mm + expanded_mm <= most) return 'within';
  return mm - expanded_mm > most ? 'out' : 'cannot-decide';
}

export interface ToleranceOptions {
  limits: Limit[];
  /** Whether regions within all limits make OK of what was called a defect; else a tolerance only makes it stricter. */
  decides: boolean;
  /** Whether more regions may have been left out. */
  truncated: boolean;
}

const WORSE: Conformity[] = ['within', 'cannot-decide', 'out'];
/** What a person or a tolerance may overrule: doubts and findings of a defect, not pictures nobody knows. */
const BY_SIZE: JudgementReason[] = ['defect', 'below-threshold', 'small-margin', 'defect-possible'];

/** Holds the regions of a record against limits and enters what follows into its judgement. */
export function applyTolerance(inspection: Inspection, { limits, decides, truncated }: ToleranceOptions): void {
  const { judgement, regions = [] } = inspection;
  const applying = limits.filter(({ label }) => label === undefined || label === judgement?.label.id);
  if (!judgement || applying.length === 0 || regions.length === 0) return;
  const held = regions.flatMap((region) => applying.map((limit) => heldAgainst(region, limit)));
  const worst = held.reduce((a, b) => (WORSE.indexOf(b.result) > WORSE.indexOf(a.result) ? b : a));
  const result = truncated && worst.result === 'within' ? 'cannot-decide' : worst.result;
  const next = nextOf(judgement, result, decides);
  inspection.judgement = { ...judgement, ...next, tolerance: { ...worst, result, judged: judgement.decision } };
}

/** What has no edge has no interval that could prove it within: where a dent begins is a matter of its form. */
const UNPROVEN: Region['gauge'][] = ['relief', 'coarse'];

/** A region held against one limit of size. */
export function heldAgainst(region: Pick<Region, 'id' | 'gauge' | Dimension>, { dimension, most }: Limit) {
  const result = conformityOf(region[dimension], most);
  const doubtful = result === 'within' && UNPROVEN.includes(region.gauge);
  const { mm, expanded_mm } = region[dimension];
  return {
    result: doubtful ? ('cannot-decide' as const) : result,
    ...{ region: region.id, dimension, limit_mm: most },
    ...(mm !== undefined && { mm }),
    ...(expanded_mm !== undefined && { expanded_mm }),
  };
}

function nextOf(
  { decision, reason }: Judgement,
  result: Conformity,
  decides: boolean,
): { decision: Decision; reason: JudgementReason } {
  if (result === 'out') return { decision: 'ng', reason: 'out-of-tolerance' };
  const overruled = decides && BY_SIZE.includes(reason);
  if (result === 'within') return overruled ? { decision: 'ok', reason: 'within-tolerance' } : { decision, reason };
  return overruled || decision === 'ok' ? { decision: 'review', reason: 'cannot-decide' } : { decision, reason };
}
