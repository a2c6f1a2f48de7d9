import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SoakLine } from './line';
import type { Held } from './probe';

export const LANES = ['judge', 'measure', 'describe'] as const;

/** What everything held at a moment; memory in MiB, `at` in seconds since the start. */
export type Sample = Record<OwnKey | LaneKey, number>;
type OwnKey =
  'at' | 'frames' | 'rss' | 'heapUsed' | 'external' | 'fds' | 'handles' | 'listeners' | 'files' | 'bytes' | 'logs';
type LaneKey = `${(typeof LANES)[number]}.${'rss' | 'fds'}`;

const MIB = 2 ** 20;

export async function takeSample(line: SoakLine, at: number): Promise<Sample> {
  const held = await line.json<Held>('/held');
  const engines = await enginesOf(line.pid);
  const lanes = LANES.map(async (lane) => {
    const pid = engines.get(lane);
    return { [`${lane}.rss`]: pid ? await rssOf(pid) : 0, [`${lane}.fds`]: pid ? await fdsOf(pid) : 0 };
  });
  return {
    at,
    frames: line.camera.reported,
    rss: await rssOf(line.pid),
    heapUsed: held.heapUsed / MIB,
    external: held.external / MIB,
    fds: await fdsOf(line.pid),
    handles: held.handles,
    listeners: held.listeners,
    ...(await weigh(line.folder)),
    ...(Object.assign({}, ...(await Promise.all(lanes))) as Record<LaneKey, number>),
  };
}

/** Resident memory, MiB. */
export const rssOf = async (pid: number) =>
  Number(/^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;

const fdsOf = async (pid: number) => (await readdir(`/proc/${pid}/fd`)).length;

/** Engine processes by lane, as their command lines tell. */
export async function enginesOf(pid: number): Promise<Map<string, number>> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean).map(Number);
  const named = children.map(async (child) => {
    const words = (await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '')).split('\0');
    return [words[words.findIndex((word) => word.endsWith('lib/engine/main.js')) + 1] ?? '', child] as const;
  });
  return new Map(await Promise.all(named));
}

/** Queues' logs of what is done; they turn over at 10,000 ids, which a short run does not see. */
const TURNING_OVER = /^done(\.old)?\.log$/;

/** Files below a folder, and their mebibytes. What goes while it is counted is not counted. */
async function weigh(folder: string): Promise<Pick<Sample, 'files' | 'bytes' | 'logs'>> {
  const weight = { files: 0, bytes: 0, logs: 0 };
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const { files, bytes, logs } = await weigh(path);
      weight.files += files;
      weight.bytes += bytes;
      weight.logs += logs;
    } else if (entry.isFile()) {
      const size = await lstat(path).then(({ size }) => size, () => undefined); // prettier-ignore
      if (size === undefined) continue;
      weight.files++;
      weight[TURNING_OVER.test(entry.name) ? 'logs' : 'bytes'] += size / MIB;
    }
  }
  return weight;
}
