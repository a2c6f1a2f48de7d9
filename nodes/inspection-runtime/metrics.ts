import type { NodeAPI } from 'node-red';
import { recorderStates } from '../../lib/database/open';
import { engineStatuses } from '../../lib/inference';
import { CONTENT_TYPE, expose, type Family, type Labels } from '../../lib/metrics/exposition';
import { lineFamilies } from '../../lib/metrics/line';
import { processFamilies } from '../../lib/metrics/process';
import { queueStates } from '../../lib/queue/open';
import { permit } from '../shared/permit';

/** What the process can tell of its line, for Prometheus; a token whose scope is `metrics.read` alone may read it. */
export function serveMetrics(RED: NodeAPI): void {
  RED.httpAdmin.get('/inspection/metrics', permit(RED, 'metrics.read'), (_request, response, next) => {
    families().then(
      (all) => response.setHeader('Content-Type', CONTENT_TYPE).end(expose(all)),
      (thrown: unknown) => next(thrown),
    );
  });
}

async function families(): Promise<Family[]> {
  return [...lineFamilies(), ...engineFamilies(), ...(await queueFamilies()), databaseFamily(), ...processFamilies()];
}

type Row<T> = (thing: T) => [labels: Labels, value: number | undefined][];

/** A family whose samples come from every one of `things`; a value that is not known is left out. */
function familyOf<T>(things: T[], type: Family['type'], name: string, help: string, row: Row<T>): Family {
  const samples = things.flatMap(row).flatMap(([labels, value]) => (value === undefined ? [] : [{ labels, value }]));
  return { name, help, type, samples };
}

function engineFamilies(): Family[] {
  const engines = engineStatuses();
  const lanes = engines.flatMap(({ name, lanes: states }) =>
    Object.entries(states).map(([lane, state]) => ({ labels: { engine: name, lane }, state })),
  );
  type LaneRow = (typeof lanes)[number];
  const lane = (type: Family['type'], name: string, help: string, row: Row<LaneRow>) =>
    familyOf(lanes, type, `gyeol_engine_${name}`, help, row);
  return [
    familyOf(engines, 'gauge', 'gyeol_engine_info', 'Engines and what they were asked to run on.', (engine) => [
      [{ engine: engine.name, device: engine.settings.device, precision: engine.settings.precision }, 1],
    ]),
    lane('gauge', 'ready', '1 when the lane can work at once.', ({ labels, state }) => [
      [labels, Number(state.phase === 'ready')],
    ]),
    lane('gauge', 'failed', '1 when the lane gave up.', ({ labels, state }) => [
      [labels, Number(state.phase === 'failed')],
    ]),
    lane('gauge', 'waiting', 'Jobs that wait.', ({ labels, state }) => [[labels, state.waiting]]),
    lane('gauge', 'running', 'Jobs that run.', ({ labels, state }) => [[labels, state.running]]),
    lane('counter', 'jobs_total', 'Jobs that ended; dropped: by a full queue.', ({ labels, state }) =>
      (['done', 'failed', 'dropped'] as const).map((result) => [{ ...labels, result }, state[result]]),
    ),
    lane('counter', 'restarts_total', 'Processes that died unasked.', ({ labels, state }) => [
      [labels, state.restarts],
    ]),
    lane('gauge', 'resident_memory_bytes', 'Resident memory of the process, as last told.', ({ labels, state }) => [
      [labels, state.rssMb && state.rssMb * 1e6],
    ]),
  ];
}

async function queueFamilies(): Promise<Family[]> {
  const queues = await queueStates();
  const gauge = (name: string, help: string, key: 'waiting' | 'inFlight' | 'dead' | 'bytes' | 'oldest', scale = 1) =>
    familyOf(queues, 'gauge', `gyeol_queue_${name}`, help, ({ folder, state }) => [[{ folder }, state[key] * scale]]);
  return [
    gauge('waiting', 'Frames on disk that wait.', 'waiting'),
    gauge('in_flight', 'Frames that were passed on and are not done.', 'inFlight'),
    gauge('dead_letters', 'Frames that a person has to look at.', 'dead'),
    gauge('bytes', 'Bytes on disk, without dead letters.', 'bytes'),
    gauge('oldest_seconds', 'Age of the oldest frame that is not done.', 'oldest', 1 / 1000),
    familyOf(queues, 'counter', 'gyeol_queue_frames_total', 'What became of frames.', ({ folder, state }) =>
      (['accepted', 'finished', 'dropped', 'duplicates'] as const).map((event) => [{ folder, event }, state[event]]),
    ),
  ];
}

function databaseFamily(): Family {
  const help = '1 when the database of reports is there; what waits for it is a queue of the same folder.';
  return familyOf(recorderStates(), 'gauge', 'gyeol_database_up', help, ({ folder, isThere }) => [
    [{ folder }, Number(isThere)],
  ]);
}
