/** What measuring enters into the record. */

import type { Decision, Timestamp } from './record';

/** What the decision after ISO 14253-1 was taken by: the region and dimension that keep worst to their limit. */
export interface ToleranceUse {
  result: 'within' | 'cannot-decide' | 'out';
  /** What was decided before. */
  judged: Decision;
  region: number;
  dimension: 'length' | 'width' | 'area';
  /** mm, mm² of an area. */
  limit_mm: number;
  mm?: number;
  expanded_mm?: number;
}

/**
 * A length or area in pixels and, only when calibrated, in mm (px², mm² for areas). `uncertainty_…` is the standard
 * uncertainty, `expanded_…` the half-width of an interval that holds the truth in about 95 % of cases (k = 2).
 */
export interface Quantity {
  px: number;
  uncertainty_px?: number;
  expanded_px?: number;
  mm?: number;
  uncertainty_mm?: number;
  expanded_mm?: number;
  budget?: UncertaintyBudget;
}

/** Standard uncertainties in mm (mm²) by where they come from. */
export interface UncertaintyBudget {
  /** Noise over the gradient at the edge. */
  edge: number;
  /** What the picture leaves open of the edge: the form of its blur, of ends, the course between them. */
  form: number;
  calibration: number;
  lens: number;
}

/** What speaks against a calibration: older than its limit, without a date, tilted too far, a scale without uncertainty. */
export type CalibrationConcern =
  'calibration-old' | 'calibration-undated' | 'calibration-tilted' | 'calibration-unstated';

export interface Measurement {
  method: string;
  regions: number;
  calibrated: boolean;
  calibrationId?: string;
  calibratedAt?: Timestamp;
  /** Of the calibration's points from where the mapping puts them, mm. */
  residual_mm?: number;
  /** Between the line of sight and the plane's normal, degrees. */
  tilt?: number;
  concerns?: CalibrationConcern[];
  /** Whether the picture could be registered to its reference; absent without one. */
  registered?: boolean;
}
