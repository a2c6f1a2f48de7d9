import { InspectionError } from '../inspection/errors';

/** What a person may decide about a frame, in the words of Korean plants' forms. */
export const DISPOSITION_KINDS = {
  confirm: '합격',
  reject: '불합격',
  reinspect: '재검사',
  repair: '수리',
  sort: '전수선별',
  rework: '재작업',
  return: '반품',
  scrap: '폐기',
  'use-as-is': '특채',
} as const;

export type DispositionKind = keyof typeof DISPOSITION_KINDS;

/** Other words that people use on buttons. */
const ALSO: Record<string, DispositionKind> = { 확인: 'confirm', 부적합: 'reject', concession: 'use-as-is' };

/**
 * The kind that a word stands for: its id or its Korean name.
 *
 * @throws InspectionError ERR_DISPOSITION
 */
export function dispositionKind(word: unknown): DispositionKind {
  const text = String(word ?? '').trim();
  const found = (Object.keys(DISPOSITION_KINDS) as DispositionKind[]).find(
    (kind) => kind === text.toLowerCase() || DISPOSITION_KINDS[kind] === text,
  );
  const kind = found ?? ALSO[text.toLowerCase()];
  if (kind) return kind;
  const known = Object.entries(DISPOSITION_KINDS).map(([id, ko]) => `${id} (${ko})`);
  throw new InspectionError('ERR_DISPOSITION', { reason: text || '–', known: known.join(', ') });
}

/** What a decision says of the part itself: good, defective, or nothing that could be learnt from (특채 uses a defective part). */
export function isGood(decision: string): boolean | undefined {
  if (decision === 'confirm') return true;
  return ['reject', 'repair', 'rework', 'return', 'scrap', 'use-as-is'].includes(decision) ? false : undefined;
}
