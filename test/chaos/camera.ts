import { EventEmitter, once } from 'node:events';
import { connectAsync, type MqttClient } from 'mqtt';
import { commented, examplePictures } from './pictures';
import { idOf, topicOf } from './receiver';

/** Most frames that were sent and have no report yet. */
const AHEAD = 5;
/** Every so manieth frame is sent twice at once. */
const TWICE_EVERY = 4;

/** Publishes pictures with QoS 1 and ids, one after the other, as long as the line is not too far behind. */
export class Camera extends EventEmitter<{ shot: [] }> {
  /** How often each frame was sent; frames count from 0. */
  readonly sent: number[] = [];
  /** What the broker has not confirmed yet. */
  private readonly unconfirmed = new Set<Promise<void>>();
  private isRunning = false;
  private running: Promise<void> = Promise.resolve();
  lot = '';

  /** @param behind frames that were sent and have no report; @param progress is emitted when that may have changed */
  private constructor(
    private readonly client: MqttClient,
    private readonly pictures: Buffer[],
    private readonly behind: () => number,
    private readonly progress: EventEmitter<{ progress: [] }>,
  ) {
    super();
  }

  static async connect(port: number, behind: () => number, progress: EventEmitter<{ progress: [] }>): Promise<Camera> {
    const options = { protocolVersion: 5, clientId: 'camera', reconnectPeriod: 50 } as const;
    const client = await connectAsync(`mqtt://127.0.0.1:${port}`, options);
    return new Camera(client, await examplePictures(), behind, progress);
  }

  start(lot: string): void {
    this.lot = lot;
    this.isRunning = true;
    this.running = this.run();
  }

  /** Goes on for so many frames, then stops; resolves when the broker has confirmed all. */
  async finish(more: number): Promise<void> {
    for (let end = this.sent.length + more; this.sent.length < end;) await once(this, 'shot');
    this.isRunning = false;
    this.progress.emit('progress');
    await this.running;
    await Promise.all(this.unconfirmed);
  }

  /** Sends a frame once more, as a camera that does not know whether it got through. */
  repeat(frame: number): void {
    this.sent[frame]!++;
    const published = this.publish(frame).finally(() => this.unconfirmed.delete(published));
    this.unconfirmed.add(published);
  }

  end(): Promise<void> {
    this.isRunning = false;
    this.progress.emit('progress');
    return this.client.endAsync(true);
  }

  private async run(): Promise<void> {
    while (this.isRunning) {
      if (this.behind() >= AHEAD) {
        await once(this.progress, 'progress');
        continue;
      }
      const frame = this.sent.push(0) - 1;
      this.repeat(frame);
      if (frame % TWICE_EVERY === 0) this.repeat(frame);
      this.emit('shot');
      await new Promise(setImmediate);
    }
  }

  private async publish(frame: number): Promise<void> {
    const picture = commented(this.pictures[frame % this.pictures.length]!, idOf(frame));
    const properties = { contentType: 'image/jpeg', userProperties: { id: idOf(frame), lot: this.lot } };
    await this.client.publishAsync(topicOf(frame, 'image'), picture, { qos: 1, properties });
  }
}
