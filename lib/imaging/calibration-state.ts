import type { Calibration } from '../inference/jobs';
import type { CalibrationConcern } from '../inspection/record';
import { planeOf } from './calibration';

export interface CalibrationState {
  /** Root mean square distance of the points from where the mapping puts them, mm; undefined for a scale. */
  residual?: number;
  /** Degrees; undefined for a scale. */
  tilt?: number;
  /** Whole days since the calibration; undefined without a date. */
  ageDays?: number;
  concerns: CalibrationConcern[];
}

const DAY = 86_400_000;

/**
 * What speaks against believing a calibration today: its age and its tilt, where limits are set, and a scale whose
 * uncertainty nobody stated.
 *
 * @throws InspectionError ERR_CALIBRATION as planeOf
 */
export function stateOf(
  calibration: Calibration,
  now = new Date(),
  size?: { width: number; height: number },
): CalibrationState {
  const { residual, tilt } = planeOf(calibration, size);
  const { at, maxAgeDays, maxTilt, mmPerPixel, scaleUncertainty } = calibration;
  const since = at === undefined ? NaN : now.getTime() - Date.parse(at);
  const concerns: CalibrationConcern[] = [];
  if (maxAgeDays !== undefined && !Number.isFinite(since)) concerns.push('calibration-undated');
  if (maxAgeDays !== undefined && since > maxAgeDays * DAY) concerns.push('calibration-old');
  if (maxTilt !== undefined && tilt !== undefined && tilt > maxTilt) concerns.push('calibration-tilted');
  if (!calibration.points && mmPerPixel && !scaleUncertainty) concerns.push('calibration-unstated');
  return {
    ...(calibration.points && { residual }),
    ...(tilt !== undefined && { tilt }),
    ...(Number.isFinite(since) && { ageDays: Math.floor(since / DAY) }),
    concerns,
  };
}
