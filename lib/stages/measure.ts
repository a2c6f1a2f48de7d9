import { stateOf } from '../imaging/calibration-state';
import { placeOf } from '../imaging/place';
import type { Calibration, MeasureInput, MeasureOutput } from '../inference';
import type { Inspection, Measurement } from '../inspection/record';
import { bookPicture, bookStage } from './book';
import type { StageContext } from './stage';

export type MeasureStageOptions = Pick<MeasureInput, 'options' | 'reference' | 'calibration' | 'overlay' | 'mask'>;

const THUMBNAIL = 240;

/** Where and how big by OpenCV: fills `regions`, `measurement` and the overlay. */
export async function measure(context: StageContext, options: MeasureStageOptions): Promise<MeasureOutput> {
  const { engine, picture, inspection, signal } = context;
  const thumbnail = inspection.evidence?.thumbnail ? undefined : THUMBNAIL;
  const input: MeasureInput = { picture, ...options, thumbnail };
  const { output, timings } = await engine.run('measure', input, { signal, frameId: inspection.id });

  bookPicture(inspection, output.picture);
  bookStage(inspection, 'measure', { timings });
  bookRegions(inspection, output, input);
  return output;
}

function bookRegions(inspection: Inspection, output: MeasureOutput, { options, calibration }: MeasureInput): void {
  const { width, height } = output.picture;
  inspection.regions = output.regions.map((region, index) => ({
    id: index + 1,
    ...region,
    location: placeOf(region.center, width, height),
  }));
  inspection.measurement = {
    method: options.method,
    regions: output.regions.length,
    calibrated: calibration !== undefined,
    ...(calibration && bookCalibration(calibration, { width, height })),
    ...(output.registered !== undefined && { registered: output.registered }),
  };
  inspection.evidence = {
    ...inspection.evidence,
    ...(output.thumbnail && { thumbnail: output.thumbnail }),
    ...(output.overlay && { overlay: output.overlay }),
  };
}

function bookCalibration(calibration: Calibration, size: { width: number; height: number }): Partial<Measurement> {
  const { residual, tilt, concerns } = stateOf(calibration, new Date(), size);
  return {
    calibrationId: calibration.id,
    calibratedAt: calibration.at,
    ...(residual !== undefined && { residual_mm: residual }),
    ...(tilt !== undefined && { tilt }),
    ...(concerns.length > 0 && { concerns }),
  };
}
