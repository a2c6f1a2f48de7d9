import { RecentIds } from '../recent/ids';
import type { Inspection, ModelUse } from '../inspection/record';
import { driftFamily } from './drift';
import { Counter } from './counter';
import type { Family } from './exposition';
import { Histogram } from './histogram';

/** What the line in this process did since it started. Whoever does something tells it here. */

const frames = new Counter('gyeol_frames_total', 'Frames with a report on disk, each id once, by decision.');
const frameSeconds = new Histogram('gyeol_frame_seconds', 'From the arrival of a picture to its report on disk.');
const stageSeconds = new Histogram('gyeol_stage_seconds', 'Work of a stage on one frame, without waiting.');
const waitSeconds = new Histogram('gyeol_stage_wait_seconds', 'Time a frame waited before a stage.');
const errors = new Counter('gyeol_errors_total', 'Messages that a node failed on, by error code.');
const rows = new Counter(
  'gyeol_database_rows_total',
  'Rows for a database: written, refused by it, or lost for want of room on disk.',
);
const models = new Map<string, ModelUse>();
const counted = new RecentIds();

/** A frame's report is on disk. A redelivered frame counts once. */
export function countFrame({ id, frame }: Inspection, decision: string): void {
  if (counted.add(id)) return;
  frames.add({ decision });
  const seconds = (Date.now() - Date.parse(frame.receivedAt ?? '')) / 1000;
  // A clock that was set back meanwhile tells nothing.
  if (seconds >= 0) frameSeconds.observe({ decision }, seconds);
}

/** A stage worked on a frame; milliseconds. */
export function timeStage(stage: string, work: number, wait: number, model?: ModelUse): void {
  stageSeconds.observe({ stage }, work / 1000);
  waitSeconds.observe({ stage }, wait / 1000);
  if (model) models.set(stage, model);
}

export function countError(code: string): void {
  errors.add({ code });
}

/** What became of a row for a database. */
export function countRow(result: 'written' | 'refused' | 'lost'): void {
  rows.add({ result });
}

export function lineFamilies(): Family[] {
  return [
    ...[frames, frameSeconds, stageSeconds, waitSeconds, errors, rows].map((each) => each.family()),
    modelInfo(),
    driftFamily(),
  ];
}

function modelInfo(): Family {
  const samples = [...models].map(([stage, { id, revision, precision, provider }]) => ({
    labels: { stage, model: id, revision, precision, device: provider },
    value: 1,
  }));
  return { name: 'gyeol_model_info', help: 'The model a stage used last, and where it ran.', type: 'gauge', samples };
}
