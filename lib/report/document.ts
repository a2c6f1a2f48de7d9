import type { Inspection } from '../inspection/record';
import { decisionOf } from './words';

/** `auto`: 부적합품 통보서 for NG, 검사 성적서 for all others. */
export type DocumentKind = 'auto' | 'inspection' | 'nonconformity';

/** What a plant puts on its documents. */
export interface DocumentSettings {
  kind: DocumentKind;
  /** In place of the kind's own title. */
  title?: string;
  company?: string;
  /** Korean names by label id, for the scores of labels that were not decided for. */
  names?: Record<string, string>;
}

export const TITLES: Record<Exclude<DocumentKind, 'auto'>, string> = {
  inspection: '검사 성적서',
  nonconformity: '부적합품 통보서',
};

/** Who signs, from left to right. */
export const APPROVALS = ['담당', '검토', '승인'];

/** What a plant may do with a part that does not conform. */
export const DISPOSITIONS = ['수리', '전수선별', '재작업', '반품', '폐기', '특채'];

/** What a person confirms on 검사 성적서. */
export const CONFIRMATIONS = ['합격', '불합격', '재검사'];

export function kindOf(inspection: Inspection, { kind }: DocumentSettings): Exclude<DocumentKind, 'auto'> {
  if (kind !== 'auto') return kind;
  return decisionOf(inspection) === 'ng' ? 'nonconformity' : 'inspection';
}
