import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareUserDirectory } from '../../commands/start/user-directory';
import { SMALL_HEAPS } from '../../lib/inference/process';
import { packageRoot } from '../../lib/package-root';
import { startNodeRed, type Gateway } from '../package/gateway';
import { unusedPort } from '../support/line';
import { startMosquitto } from '../support/mosquitto';
import { startCamera, type Camera } from './camera';

/** The line of `npm start` with a real broker, in a Node-RED of its own. */
export interface SoakLine extends Pick<Gateway, 'pid' | 'json' | 'log' | 'ended'> {
  /** User directory; queues and reports lie below it. */
  folder: string;
  camera: Camera;
  stop(): Promise<void>;
}

interface FlowNode {
  type: string;
  z?: string;
}

/** Reports are kept by number, and rows in a file of each lot, so that folders come to an end. */
const reportsKept = (keepReports: number) => ({ keepReports: String(keepReports), logName: 'reports-{lot}' });

const probing = (z: string | undefined) => [
  { id: 'probe-in', z, type: 'http in', url: '/held', method: 'get', x: 100, y: 900, wires: [['probe']] },
  {
    id: 'probe',
    z,
    type: 'function',
    func: 'msg.payload = global.get("held")(); return msg;',
    outputs: 1,
    x: 300,
    y: 900,
    wires: [['probe-out']],
  },
  { id: 'probe-out', z, type: 'http response', statusCode: '', headers: {}, x: 500, y: 900, wires: [] },
];

const settings = () => `module.exports = {
  flowFile: 'flows.json',
  functionGlobalContext: require(${JSON.stringify(join(packageRoot(), 'dist/test/soak/probe.js'))}),
};`;

/** As the README advises: its young generation would take an hour to grow to 128 MB. */
const NODE_OPTIONS = ['--max-semi-space-size=16'];

/**
 * @param keepReports how many reports stay
 * @param pace pictures a second, else as fast as their reports come back
 */
export async function startSoakLine(keepReports: number, pace?: number): Promise<SoakLine> {
  const folder = await mkdtemp(join(tmpdir(), 'soak-'));
  const broker = await startMosquitto(folder, await unusedPort(), ['log_type error']);
  await prepareUserDirectory(folder, { mqttPort: broker.port, reset: false });
  const flows = join(folder, 'flows.json');
  const example = JSON.parse(await readFile(flows, 'utf8')) as FlowNode[];
  const report = example.find(({ type }) => type === 'report');
  Object.assign(report!, reportsKept(keepReports));
  await writeFile(flows, JSON.stringify([...example, ...probing(report!.z)]));
  await writeFile(join(folder, 'settings.js'), settings());
  const nodeRed = createRequire(__filename).resolve('node-red/red.js');
  const gateway = await startNodeRed(process.execPath, nodeRed, folder, NODE_OPTIONS, SMALL_HEAPS);
  const camera = await startCamera(broker.port, pace);
  return {
    ...gateway,
    folder,
    camera,
    stop: async () => {
      await camera.stop();
      await gateway.stop();
      await broker.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
