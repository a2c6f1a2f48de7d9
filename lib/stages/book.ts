import type { JobResult, JobKind, PictureFacts } from '../inference';
import type { Inspection, ModelUse, QualityCheck } from '../inspection/record';
import { timeStage } from '../metrics/line';

/** Books a stage's milliseconds and model on the record. */
export function bookStage(
  inspection: Inspection,
  stage: string,
  result: { timings: JobResult<JobKind>['timings']; model?: ModelUse },
): void {
  const { queue = 0, ...work } = result.timings;
  const spent = Object.values(work).reduce((sum, ms) => sum + ms, 0);
  inspection.timings = { ...inspection.timings, [stage]: spent, [`${stage}.queue`]: queue };
  timeStage(stage, spent, queue, result.model);
  if (result.model) inspection.models = { ...inspection.models, [stage]: result.model };
}

/** Takes over what decoding found out about the picture. */
export function bookPicture(
  inspection: Inspection,
  { sha256, format, width, height, channels, depth }: PictureFacts,
): void {
  inspection.frame = { ...inspection.frame, sha256, format, width, height, channels, depth };
}

/** Adds quality checks; one that failed marks the frame for review. */
export function bookQuality(inspection: Inspection, checks: QualityCheck[]): void {
  const rules = new Set(checks.map(({ rule }) => rule));
  const all = [...(inspection.quality?.checks ?? []).filter(({ rule }) => !rules.has(rule)), ...checks];
  inspection.quality = { checks: all, review: all.some(({ passed }) => !passed) };
}
