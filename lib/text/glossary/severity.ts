import type { Quantity, Region, Severity } from '../../inspection/record';
import type { Term } from './glossary';

/** The size that a term is quoted and limited by; undefined for those without, length for what is no term. */
export function quotedSize(term: Pick<Term, 'quote'> | undefined): 'length' | 'area' | 'size' | undefined {
  switch (term?.quote) {
    case 'none':
    case 'count':
      return undefined;
    case 'size+count':
      return 'size';
    case 'area':
    case 'size':
      return term.quote;
    default:
      return 'length';
  }
}

/** Whether a sentence tells how many regions there are in all. */
export const isCounted = (term: Pick<Term, 'quote'> | undefined): boolean =>
  term?.quote === 'count' || term?.quote === 'size+count';

/** The quantity by which a term is quoted and limited: its area, or the length of its longest side. */
export function quotedQuantity(term: Pick<Term, 'quote'> | undefined, region: Region): Quantity {
  return term?.quote === 'area' ? region.area : region.length;
}

/**
 * Minor up to the term's first limit, major up to its second, critical above.
 * Undefined without calibration, without limits, or for terms that are not judged by size.
 */
export function severityOf(term: Term, region: Region): Severity | undefined {
  const { minorMm, majorMm } = term;
  if (quotedSize(term) === undefined || minorMm === undefined) return undefined;
  const mm = quotedQuantity(term, region).mm;
  if (mm === undefined) return undefined;
  if (mm <= minorMm) return 'minor';
  return majorMm === undefined || mm <= majorMm ? 'major' : 'critical';
}
