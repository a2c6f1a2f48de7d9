import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Inspection } from '../../lib/inspection/record';
import { packageRoot } from '../../lib/package-root';
import { rowsIn } from '../database/rows';
import type { Gateway } from '../package/gateway';
import { TINY_RUNTIME } from '../support/flows';
import { useFolder } from '../support/folder';
import { frameOf } from '../support/frames';
import { installPack, startInstalled } from '../support/installed';
import { unusedPort } from '../support/line';
import { startMosquitto, type Broker } from '../support/mosquitto';
import { PASSWORD, startPostgres, USER, type Postgres } from '../support/postgres';

const FRAMES = 240;
const NAMES = ['가', '나'] as const;
type Name = (typeof NAMES)[number];

const folder = useFolder();
let broker: Broker;
let camera: MqttClient;
const gateways = new Map<Name, Gateway>();
beforeEach(async () => {
  broker = await startMosquitto(folder.userDir, await unusedPort());
  camera = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: 5 });
});
afterEach(async () => {
  for (const gateway of gateways.values()) await gateway.stop();
  await camera.endAsync(true);
  await broker.kill();
});

const homeOf = (name: Name) => join(folder.userDir, name);

/** The example, with models that are fast and wrong. */
function line(name: Name, database: object): object[] {
  const changes: Record<string, object> = {
    'inspection-runtime': TINY_RUNTIME,
    'inspection-broker': { host: '127.0.0.1', port: String(broker.port), clientId: `${name}-camera` },
    'inspection-database': { gateway: name, ...database },
    'inspection-queue': { inFlight: '8', minFreeMegabytes: '0' },
    report: { logName: 'reports', jsonl: true },
  };
  const example = readFileSync(join(packageRoot(__dirname), 'examples/two-gateways.json'), 'utf8');
  const nodes = JSON.parse(example) as { id: string; type: string }[];
  return nodes.map((node) => ({ ...node, ...changes[node.type], id: node.id }));
}

async function begin(name: Name, database: object): Promise<void> {
  await mkdir(homeOf(name));
  await installPack(homeOf(name));
  const gateway = await startInstalled(homeOf(name));
  gateways.set(name, gateway);
  await gateway.deploy(line(name, database));
  await folder.until(async () => broker.log().includes(`Sending SUBACK to ${name}-camera`));
}
const comeBack = async (name: Name) => void gateways.set(name, await startInstalled(homeOf(name)));

let published = 0;
async function publish(count: number): Promise<void> {
  for (const end = published + count; published < end; published++) {
    const properties = { userProperties: { id: `부품 ${published}`, lot: 'L-1' } };
    await camera.publishAsync('factory/A/weld/image', frameOf(published), { qos: 1, properties });
  }
}

const reportsOf = (name: Name) =>
  readFileSync(join(homeOf(name), 'outputs/reports.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((text) => (JSON.parse(text) as Inspection).id);

/** What was published, split over both, none twice, each with its report. */
function expectSplit(rows: { id: unknown; gateway: unknown }[]): void {
  const all = Array.from({ length: FRAMES }, (_, n) => `부품 ${n}`).sort();
  expect(rows.map(({ id }) => id).sort()).toEqual(all);
  for (const name of NAMES) {
    const own = rows.filter(({ gateway }) => gateway === name).map(({ id }) => id);
    expect(own.length).toBeGreaterThan(FRAMES / 4);
    expect(reportsOf(name).sort()).toEqual(own.sort());
  }
}

describe('two gateways on one shared subscription', () => {
  beforeEach(() => (published = 0));

  describe('and one PostgreSQL', () => {
    let postgres: Postgres;
    beforeEach(async () => {
      postgres = await startPostgres();
    });
    afterEach(() => postgres.remove());

    it(`report each of ${FRAMES} frames once, through kills of a gateway and of the database`, async () => {
      const credentials = { user: USER, password: PASSWORD };
      const reached = { kind: 'postgres', host: '127.0.0.1', port: String(postgres.port), database: 'postgres' };
      for (const name of NAMES) await begin(name, { ...reached, credentials });
      const rows = () => postgres.query('select id, gateway, other_gateway from inspections');
      const atLeast = (count: number) => folder.until(async () => (await rows().catch(() => [])).length >= count);

      await publish(60);
      await atLeast(20);
      await postgres.kill();
      await publish(40);
      await gateways.get('가')!.kill();
      await publish(40);
      await postgres.start();
      await comeBack('가');
      await publish(40);
      await gateways.get('나')!.stop();
      await publish(30);
      await comeBack('나');
      await publish(FRAMES - published);
      await atLeast(FRAMES);

      const found = await rows();
      expectSplit(found as { id: unknown; gateway: unknown }[]);
      expect(found.filter(({ other_gateway }) => other_gateway !== null)).toEqual([]);
      for (const gateway of gateways.values()) expect(gateway.log()).not.toContain(PASSWORD);
    }, 300_000);
  });

  it(`and SQLite each report each of ${FRAMES} frames once, through kills`, async () => {
    for (const name of NAMES) await begin(name, { kind: 'sqlite' });
    const rows = (name: Name) => rowsIn(join(homeOf(name), 'gyeol-inspections.sqlite'));
    const all = () => NAMES.flatMap(rows);
    const atLeast = (count: number) =>
      folder.until(
        async () =>
          count <=
          (
            await Promise.resolve()
              .then(all)
              .catch(() => [])
          ).length,
      );

    await publish(80);
    await atLeast(20);
    await gateways.get('가')!.kill();
    await publish(60);
    await comeBack('가');
    await publish(40);
    await gateways.get('나')!.stop();
    await publish(30);
    await comeBack('나');
    await publish(FRAMES - published);
    await atLeast(FRAMES);
    expectSplit(all() as { id: unknown; gateway: unknown }[]);
  }, 300_000);
});
