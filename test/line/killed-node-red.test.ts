import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareUserDirectory } from '../../commands/start/user-directory';
import { inOrder } from '../../lib/in-order';
import type { Inspection } from '../../lib/inspection/record';
import { BrokenOff, startNodeRed, type Gateway } from '../package/gateway';
import { scratchedPlate } from '../support/pictures';

const FRAMES = 60;
const IN_FLIGHT = 4;
/** Node-RED is killed when so many frames are acknowledged. */
const KILLS = [6, 17, 31, 48];
const AUTH = `module.exports = {
  flowFile: 'flows.json',
  adminAuth: { type: 'credentials', users: [{ username: 'a', password: '$2b$08$x', permissions: '*' }] },
};`;

let folder: string;
let gateway: Gateway;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), '정전 '));
  await prepareUserDirectory(folder, { mqttPort: 1883, reset: false });
  await writeFile(join(folder, 'settings.js'), AUTH);
});
afterEach(async () => {
  await gateway.stop();
  await rm(folder, { recursive: true, force: true });
});

const start = async () => {
  gateway = await startNodeRed(process.execPath, createRequire(__filename).resolve('node-red/red.js'), folder);
};
const onTab = (nodes: object[]) => [
  { id: 'f0', type: 'tab', label: 'line' },
  ...nodes.map((node) => ({ z: 'f0', ...node })),
];
const write = (nodes: object[]) => writeFile(join(folder, 'flows.json'), JSON.stringify(onTab(nodes)));

/** A line that answers when a frame is on disk, notes every frame that the queue passes on, and takes its time. */
const line = (behind: object[]) => [
  { id: 'f1', type: 'http in', url: '/frame', method: 'post', wires: [['f2']] },
  {
    id: 'f2',
    type: 'inspection-source',
    property: 'payload',
    propertyType: 'msg',
    duplicates: 'ignore',
    wires: [['f3']],
  },
  {
    id: 'f3',
    type: 'inspection-queue',
    folder: 'queue',
    inFlight: String(IN_FLIGHT),
    maxTries: '20',
    minFreeMegabytes: '0',
    wires: [['f4', 'f6']],
  },
  { id: 'f4', type: 'template', field: 'payload', template: '{{inspection.id}}', output: 'str', wires: [['f5']] },
  {
    id: 'f5',
    type: 'file',
    filename: join(folder, 'passed-on'),
    filenameType: 'str',
    appendNewline: true,
    overwriteFile: 'false',
    wires: [[]],
  },
  { id: 'f8', type: 'complete', scope: ['f3'], wires: [['f9']] },
  { id: 'f9', type: 'http response', statusCode: '202', wires: [] },
  ...behind,
];
const report = { type: 'report', folder: 'outputs', logName: 'reports', jsonl: true, wires: [[], []] };

const send = async (id: string, image: string) => {
  const body = JSON.stringify({ id, image });
  const { status } = await gateway.ask('/frame', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(status).toBe(202);
};
/** False when the connection broke: a camera would send the frame again. */
const arrives = (id: string, image: string) =>
  send(id, image).then(
    () => true,
    (thrown: unknown) => {
      if (thrown instanceof BrokenOff) return false;
      throw thrown;
    },
  );
const linesOf = (name: string) => {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
};
const reports = () => linesOf('outputs/reports.jsonl').map((text) => JSON.parse(text) as Inspection);
const filesIn = (room: string) => readdirSync(join(folder, 'queue', room)).filter((name) => name.endsWith('.frame'));

/** Waits for the file system to tell of changes until `met`. */
async function until(met: () => boolean): Promise<void> {
  const changes = watch(folder, { recursive: true });
  try {
    while (!met()) await once(changes, 'change');
  } finally {
    changes.close();
  }
}

describe('Node-RED killed in the middle', () => {
  it(`reports each of ${FRAMES} acknowledged frames, once by id`, { timeout: 300_000 }, async () => {
    await write(
      line([
        { id: 'f6', type: 'delay', pauseType: 'delay', timeout: '150', timeoutUnits: 'milliseconds', wires: [['f7']] },
        { id: 'f7', ...report },
      ]),
    );
    await start();
    const image = (await scratchedPlate()).toString('base64');
    const ids = Array.from({ length: FRAMES }, (_, index) => `camera#${index}`);
    let acknowledged = 0;
    let up: Promise<void> = Promise.resolve();

    await inOrder(ids, 3, async (id) => {
      while (!(await arrives(id, image))) await up;
      acknowledged++;
      if (KILLS.includes(acknowledged)) up = gateway.kill().then(start);
      await up;
    });
    await until(() => reports().length >= FRAMES && filesIn('waiting').length === 0);

    expect(
      reports()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
    expect(filesIn('dead')).toEqual([]);
    const passedOn = linesOf('passed-on');
    expect(passedOn.length).toBeGreaterThan(FRAMES);
    expect(passedOn.length).toBeLessThanOrEqual(FRAMES + KILLS.length * IN_FLIGHT);
  });

  it('keeps a frame that kills it for a person, and goes on with the others', { timeout: 300_000 }, async () => {
    const fatal = [
      {
        id: 'f6',
        type: 'switch',
        property: 'inspection.id',
        propertyType: 'msg',
        rules: [{ t: 'eq', v: 'poison', vt: 'str' }, { t: 'else' }],
        checkall: 'false',
        outputs: 2,
        wires: [['f10'], ['f7']],
      },
      { id: 'f10', type: 'exec', command: 'kill -9 $PPID', addpay: '', useSpawn: 'false', wires: [[], [], []] },
      { id: 'f7', ...report },
    ];
    await write(line(fatal).map((node) => ('maxTries' in node ? { ...node, maxTries: '2' } : node)));
    await start();
    const image = (await scratchedPlate()).toString('base64');
    await arrives('poison', image);
    await gateway.ended;
    await start();
    await gateway.ended;
    await start();
    await send('good', image);
    await until(() => reports().length > 0 && filesIn('dead').length > 0);
    expect(reports().map(({ id }) => id)).toEqual(['good']);
    expect(linesOf('passed-on').filter((id) => id === 'poison').length).toBeLessThanOrEqual(2);
  });

  it('shows its dead letters to nobody who has not logged in', { timeout: 120_000 }, async () => {
    await write(line([{ id: 'f6', type: 'debug', wires: [] }]));
    await start();
    const headers = { 'content-type': 'application/json' };
    const asked = [
      gateway.ask('/inspection-queue/f3'),
      ...['again', 'discard'].map((what) =>
        gateway.ask(`/inspection-queue/f3/${what}`, { method: 'POST', headers, body: '{"seqs":[1]}' }),
      ),
    ];
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([401, 401, 401]);
  });
});
