import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import type { Inspection } from '../../../lib/inspection/record';
import { broker, clipFilter } from '../../support/flows';
import { frameOf } from '../../support/frames';
import { unusedPort } from '../../support/line';
import { startMosquitto, type Broker } from '../../support/mosquitto';
import { collect, mqttResult } from '../../nodes/mqtt-result/node';

export const FRAMES = 1000;
/** Every 200th picture has 20 MiB. */
export const LARGE = { every: 200, bytes: 20 << 20 };

const queue = { id: 'queue', type: 'inspection-queue', folder: 'queue', minFreeMegabytes: '0', wires: [['clip']] };
const report = {
  id: 'report',
  type: 'report',
  folder: 'outputs',
  logName: 'reports',
  jsonl: true,
  wires: [['result']],
};
const runtime = { id: 'runtime', type: 'inspection-runtime' };

/** What stands behind a source that is wired to `queue`: kept on disk, judged by the starter model, reported, sent. */
export const lineBehind = (source: object[], port: number) => [
  runtime,
  broker(port),
  ...source,
  queue,
  clipFilter({ threshold: '0.5', wires: [['report'], ['report'], ['report']] }),
  report,
  mqttResult(),
];

export const picture = (number: number) => frameOf(number, number % LARGE.every ? undefined : LARGE.bytes);

/** A broker that remembers over a restart what it has to deliver, and keeps as much as comes. */
export async function startBroker(folder: string, port?: number): Promise<Broker> {
  const database = join(folder, 'broker');
  await mkdir(database, { recursive: true });
  return startMosquitto(folder, port ?? (await unusedPort()), [
    'user root',
    'persistence true',
    `persistence_location ${database}/`,
    'max_queued_messages 0',
  ]);
}

/** Who waits for the results, in a session that the broker keeps. */
export async function awaitResults(port: number) {
  const mes = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    protocolVersion: 5,
    clientId: 'mes',
    clean: false,
    properties: { sessionExpiryInterval: 3600 },
    reconnectPeriod: 50,
  });
  const received = collect(mes);
  await mes.subscribeAsync('factory/+/+/report', { qos: 1 });
  return { received, ids: () => new Set(received.map(({ id }) => id)), end: () => mes.endAsync(true) };
}

const linesIn = async (userDir: string) =>
  (await readFile(join(userDir, 'outputs/reports.jsonl'), 'utf8').catch(() => '')).split('\n').slice(0, -1);

/** How many reports the report node has written so far, and what stands in them. */
export const countReports = async (userDir: string) => (await linesIn(userDir)).length;
export const reportsIn = async (userDir: string) =>
  (await linesIn(userDir)).map((line) => JSON.parse(line) as Inspection);

/** Checksums as the engine computed them of the pictures it got, in order; and those of the pictures of these numbers. */
export const judgedSums = (reports: Inspection[]) => reports.map(({ frame }) => frame.sha256).sort();
export const sumsOf = (numbers: number[]) =>
  numbers.map((number) => createHash('sha256').update(picture(number)).digest('hex')).sort();
