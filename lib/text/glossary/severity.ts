import type { Quantity, Region, Severity } from '../../inspection/record';
import type { Term } from './glossary';

/** The quantity by which a term is quoted and limited: its area, or the length of its longest side. */
export function quotedQuantity(term: Pick<Term, 'quote'> | undefined, region: Region): Quantity {
  return term?.quote === 'area' ? region.area : region.length;
}

/**
 * Minor up to the term's first limit, major up to its second, critical above.
 * Undefined without calibration, without limits, or for terms that are not judged by size.
 */
export function severityOf(term: Term, region: Region): Severity | undefined {
  const { quote, minorMm, majorMm } = term;
  if (quote === 'none' || quote === 'count' || minorMm === undefined) return undefined;
  const mm = quotedQuantity(term, region).mm;
  if (mm === undefined) return undefined;
  if (mm <= minorMm) return 'minor';
  return majorMm === undefined || mm <= majorMm ? 'major' : 'critical';
}
