import type { CalibrationConcern, Decision, Inspection, Severity } from '../inspection/record';

/** How an inspection ended: decided, or failed before a decision. */
export type Outcome = Decision | 'error';

/** A picture that was neither judged nor failed is for a person to look at. */
export function decisionOf({ judgement, error }: Inspection): Outcome {
  return judgement?.decision ?? (error ? 'error' : 'review');
}

export const OUTCOMES: Record<Outcome, string> = { ok: '양품', ng: '불량', review: '재검토', error: '검사 실패' };

export const REASONS: Record<string, string> = {
  defect: '결함 검출',
  normal: '이상 없음',
  'below-threshold': '확률이 기준 미만',
  'small-margin': '1·2순위 차이가 작음',
  'defect-possible': '결함 항목도 기준을 넘음',
  'look-alike': '결함과 비슷한 현상',
  unknown: '학습되지 않은 모습',
  'labels-close': '두 항목이 비슷하게 맞아 무엇인지 모름',
  'unlike-reference': '양품과 다름',
  'far-from-reference': '양품과 닮은 곳이 거의 없음(다른 제품이거나 잘못 찍힌 사진)',
  'no-description': '설명을 만들지 못함',
  'cannot-decide': '판정 불가: 한계가 측정 불확도 안에 있음',
  'out-of-tolerance': '공차를 벗어남',
  'within-tolerance': '공차 안에 있음',
};

export const CONCERNS: Record<CalibrationConcern, string> = {
  'calibration-old': '보정 유효 기간 지남',
  'calibration-undated': '보정 일시 없음',
  'calibration-tilted': '카메라 기울기가 한도를 넘음',
  'calibration-unstated': '배율의 불확도를 모름',
};

export const SEVERITIES: Record<Severity, string> = { minor: '경', major: '중', critical: '치명' };

export const METHODS: Record<string, string> = {
  adaptive: '적응형 임계',
  reference: '기준 사진 차이',
  fixed: '고정 임계',
  canny: '윤곽선(Canny)',
};

/** The stages of a line, as they are named on the document. */
export const STAGES: Record<string, string> = {
  judge: '판정',
  why: '판정 근거',
  caption: '설명',
  translate: '번역',
  measure: '측정',
};
