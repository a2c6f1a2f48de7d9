import { EventEmitter, once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root';
import type { Gateway } from '../package/gateway';
import { installPack, startInstalled } from '../support/installed';
import { unusedPort } from '../support/line';
import { startMosquitto, type Broker } from '../support/mosquitto';
import { BrokerBook } from './broker-book';
import { Camera } from './camera';
import { lineFlow, RUNTIME_ID } from './flow';
import { KINDS, Receiver, topicOf, type Kind } from './receiver';
import { SmallDisk } from '../support/small-disk';
import { clockFile, type Trigger } from './tap';

const MEGABYTES = 300;

type Lane = 'judge' | 'measure' | 'describe';
export type LaneState = { pid?: number; running: number; phase: string };

/** The broker keeps sessions and messages over a kill, as far as it can. */
const remembering = (folder: string) => [
  'user root',
  'persistence true',
  `persistence_location ${folder}/`,
  'autosave_on_changes true',
  'autosave_interval 1',
  'max_queued_messages 0',
];

/** A camera, a broker, the example line in a real Node-RED with the starter models, and who gets its results. */
export class ChaosLine extends EventEmitter<{ progress: [] }> {
  readonly book = new BrokerBook();
  camera!: Camera;
  receiver!: Receiver;
  gateway!: Gateway;
  /** The first frame of the present round. */
  first = 0;
  private broker!: Broker;

  private constructor(
    readonly disk: SmallDisk,
    private readonly port: number,
  ) {
    super();
    this.setMaxListeners(0);
  }

  static async start(): Promise<ChaosLine> {
    const line = new ChaosLine(await SmallDisk.make(MEGABYTES), await unusedPort());
    await mkdir(join(line.disk.folder, 'broker'));
    await line.startBroker();
    line.receiver = await Receiver.connect(line.port);
    for (const emitter of [line.book, line.receiver] as EventEmitter[]) {
      for (const event of ['entry', 'result']) emitter.on(event, () => line.emit('progress'));
    }
    line.camera = await Camera.connect(line.port, () => line.behind.length, line);
    await installPack(line.userDir, lineFlow(line.port));
    const tap = join(packageRoot(), 'dist/test/chaos/tap.js');
    await writeFile(
      join(line.userDir, 'settings.js'),
      `module.exports = require(${JSON.stringify(tap)}).tapped(__dirname);`,
    );
    await line.startNodeRed();
    while (!line.book.isSourceSubscribed) await once(line, 'progress');
    return line;
  }

  get userDir(): string {
    return join(this.disk.folder, 'user');
  }

  get frames(): number[] {
    return this.camera.sent.map((_, frame) => frame).slice(this.first);
  }

  /** Frames of this round that lack a report or a verdict. */
  get behind(): number[] {
    return this.frames.filter((frame) => !KINDS.every((kind) => this.isDelivered(frame, kind)));
  }

  /** What a broker confirmed and took to its grave is lost by it, not by the line. */
  isDelivered(frame: number, kind: Kind): boolean {
    const topic = topicOf(frame, kind);
    return this.receiver.received.has(topic) || this.book.confirmedByTheDead.has(topic);
  }

  async startNodeRed(): Promise<void> {
    this.gateway = await startInstalled(this.userDir);
  }

  /** Has Node-RED kill itself at one step, waits for that and starts it again. */
  async killAt(trigger: Omit<Trigger, 'skip'>, skip: number): Promise<void> {
    await this.tap('kill', JSON.stringify({ ...trigger, skip }));
    await this.gateway.ended;
    await this.startNodeRed();
  }

  /** Sets the clock of Node-RED, of this process and the next ones, so many milliseconds off. */
  async setClock(milliseconds: number): Promise<void> {
    await writeFile(clockFile(this.userDir), String(milliseconds));
    await this.tap('clock', String(milliseconds));
  }

  async fillDisk(): Promise<void> {
    if (this.disk.isMounted) this.disk.fill();
    else await this.tap('disk', 'full');
  }

  async freeDisk(): Promise<void> {
    if (this.disk.isMounted) await this.disk.free();
    else await this.tap('disk', 'free');
  }

  async lanes(): Promise<Record<Lane, LaneState>> {
    return this.gateway.json(`/inspection-runtime/${RUNTIME_ID}/state`);
  }

  /** Waits until the lane runs a job, and kills its process. */
  async killLane(lane: Lane): Promise<void> {
    for (;;) {
      const { pid, running } = (await this.lanes())[lane];
      if (pid !== undefined && running > 0) return void process.kill(pid, 'SIGKILL');
    }
  }

  /** Waits until a further frame is judged while others are under way. */
  async working(): Promise<void> {
    const verdicts = () => this.frames.filter((frame) => this.isDelivered(frame, 'verdict')).length;
    for (const before = verdicts(); verdicts() <= before || this.behind.length === 0;) await once(this, 'progress');
  }

  deploy(type: 'full' | 'nodes', changes: Record<string, object> = {}): Promise<void> {
    const flow = lineFlow(this.port).map((node) => ({ ...node, ...changes[node.type] }));
    return this.gateway.deploy(flow, type);
  }

  async startBroker(): Promise<void> {
    const folder = join(this.disk.folder, 'broker');
    this.broker = await startMosquitto(folder, this.port, remembering(folder), (line) => this.book.read(line));
  }

  async killBroker(): Promise<void> {
    await this.broker.kill();
    this.book.brokerDied();
  }

  /** As a camera that knows of no confirmation: all that the source did not confirm, when it is there again. */
  async sendAgain(): Promise<void> {
    while (!this.book.isSourceSubscribed) await once(this, 'progress');
    for (const frame of this.frames)
      if (!this.book.acknowledged.has(topicOf(frame, 'image'))) this.camera.repeat(frame);
  }

  async stop(): Promise<void> {
    await this.camera?.end();
    await this.receiver?.end();
    await this.gateway?.kill();
    await this.broker?.kill();
    await this.disk.remove();
  }

  private async tap(order: string, value: string): Promise<void> {
    const { ok, status } = await this.gateway.ask(`/chaos/${order}?value=${encodeURIComponent(value)}`);
    if (!ok) throw new Error(`tap ${order}: ${status}`);
  }
}
