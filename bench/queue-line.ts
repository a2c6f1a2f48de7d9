import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import RED from 'node-red';
import type { Node } from 'node-red';
import { startNodeRed } from '../commands/start/node-red';
import { freePort } from '../commands/start/ports';
import { PACKAGE_NAME } from '../commands/start/user-directory';
import { packageRoot } from '../lib/package-root';

/** On the message itself: a Map that thousands come to and go from would swell more than what is measured. */
const DONE = Symbol('done');

type Message = Record<string, unknown> & { [DONE]?: () => void };

/** A real Node-RED in this process: an inspection-queue, and behind it a line that works or stands still. */
export interface QueueLine {
  folder: string;
  /** Hands in a frame; resolves when the node says that it is done with it, which is when it is on disk. */
  put(picture: Buffer): Promise<void>;
  /** The same with another queue, in which few wait. */
  putBeside(picture: Buffer): Promise<void>;
  /** Lets the line behind the queue work, and calls `done` for each frame that comes back finished. */
  work(done: () => void): void;
  /** Lets it stand still again. */
  rest(): void;
  stop(): Promise<void>;
}

const TOPIC = 'factory/lineA/station1/image';

const queueNode = (id: string, folder: string, y: number, wires: string[]) => ({
  id,
  type: 'inspection-queue',
  z: 'tab',
  folder,
  inFlight: '16',
  leaseSeconds: '3600',
  maxFrames: '1000000',
  maxMegabytes: '1000000',
  finishedBy: 'input',
  x: 200,
  y,
  wires: [wires],
});

const FLOW = [
  { id: 'tab', type: 'tab', label: 'backlog' },
  queueNode('queue', 'frames', 80, ['line']),
  queueNode('beside', 'beside', 140, []),
  { id: 'line', type: 'link out', z: 'tab', x: 400, y: 80, mode: 'link', links: [], wires: [] },
];

export async function startQueueLine(): Promise<QueueLine> {
  const folder = await mkdtemp(join(tmpdir(), 'backlog-'));
  await mkdir(join(folder, 'node_modules/@gyeol'), { recursive: true });
  await symlink(packageRoot(), join(folder, 'node_modules', PACKAGE_NAME), 'junction');
  await writeFile(join(folder, 'package.json'), JSON.stringify({ dependencies: { [PACKAGE_NAME]: 'file:..' } }));
  await writeFile(join(folder, 'flows.json'), JSON.stringify(FLOW));
  const { stop } = await startNodeRed({ port: await freePort(20_000), userDirectory: folder });

  const { nodes, hooks } = RED as unknown as { nodes: { getNode(id: string): Node }; hooks: Hooks };
  const [queue, beside, line] = ['queue', 'beside', 'line'].map((id) => nodes.getNode(id)) as [Node, Node, Node];
  hooks.add('onComplete.backlog', ({ msg }) => msg[DONE]?.());
  const handIn = (to: Node, message: Message) =>
    new Promise<void>((resolve) => to.receive({ ...message, [DONE]: resolve }));

  const held: Message[] = [];
  let finished: (() => void) | undefined;
  const finish = (message: Message) => void handIn(queue, message).then(finished);
  line.on('input', (message) => void (finished ? finish(message as Message) : held.push(message as Message)));

  return {
    folder: join(folder, 'frames'),
    put: (payload) => handIn(queue, { topic: TOPIC, payload }),
    putBeside: (payload) => handIn(beside, { topic: TOPIC, payload }),
    work(done) {
      finished = done;
      held.splice(0).forEach(finish);
    },
    rest: () => void (finished = undefined),
    async stop() {
      hooks.remove('*.backlog');
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

interface Hooks {
  add(name: string, hook: (event: { msg: Message }) => void): void;
  remove(name: string): void;
}
