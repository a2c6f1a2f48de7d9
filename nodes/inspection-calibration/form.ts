import type { NodeDef } from 'node-red';
import { readCamera } from '../../lib/imaging/camera';
import type { Calibration } from '../../lib/inference';
import type { Point } from '../../lib/inspection/record';
import { numberOption } from '../shared/options';

/** What the form holds; flows of earlier versions lack all from `scaleUncertainty` on. */
export interface CalibrationConfig extends NodeDef {
  method: 'scale' | 'points';
  mmPerPixel: string;
  points: { px: Point; mm: Point }[];
  width: string;
  height: string;
  calibratedAt: string;
  scaleUncertainty?: string;
  pointUncertainty?: string;
  maxAgeDays?: string;
  maxTilt?: string;
  /** JSON as OpenCV saves it; empty: none. */
  camera?: string;
}

/**
 * The calibration that a form stands for.
 *
 * @throws InspectionError ERR_OPTIONS, or ERR_CALIBRATION for a camera model that cannot be read
 */
export function calibrationOf(config: CalibrationConfig): Calibration {
  const number = (name: 'scaleUncertainty' | 'pointUncertainty' | 'maxAgeDays' | 'maxTilt') => {
    const value = numberOption(name, config[name], NaN);
    return Number.isNaN(value) ? {} : { [name]: value };
  };
  const [width, height] = [Number(config.width), Number(config.height)];
  return {
    id: config.name || config.id,
    ...(config.calibratedAt ? { at: config.calibratedAt } : {}),
    ...(config.method === 'points'
      ? { points: config.points, ...number('pointUncertainty') }
      : { mmPerPixel: Number(config.mmPerPixel), ...number('scaleUncertainty') }),
    ...(width > 0 && height > 0 ? { width, height } : {}),
    ...number('maxAgeDays'),
    ...number('maxTilt'),
    ...(config.camera?.trim() ? { camera: readCamera(config.camera) } : {}),
  };
}
