import { EventEmitter } from 'node:events';
import { connectAsync, type MqttClient } from 'mqtt';

export type Kind = 'verdict' | 'report';
export const KINDS: Kind[] = ['verdict', 'report'];

export const topicOf = (frame: number, kind: Kind | 'image') => `factory/A/${frame}/${kind}`;
export const idOf = (frame: number) => `camera#${frame}`;

/** The plant's system that gets verdicts and reports; its session outlives a broker that is killed. */
export class Receiver extends EventEmitter<{ result: [] }> {
  /** How often a result of this topic came. */
  readonly received = new Map<string, number>();
  /** What does not fit: a topic and the id in its message. */
  readonly strange: string[] = [];

  private constructor(private readonly client: MqttClient) {
    super();
    client.on('message', (topic, payload) => this.take(topic, String(payload)));
  }

  static async connect(port: number): Promise<Receiver> {
    const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
      protocolVersion: 5,
      clientId: 'receiver',
      clean: false,
      properties: { sessionExpiryInterval: 3600 },
      reconnectPeriod: 50,
    });
    const receiver = new Receiver(client);
    await client.subscribeAsync(
      KINDS.map((kind) => `factory/+/+/${kind}`),
      { qos: 1 },
    );
    return receiver;
  }

  private take(topic: string, payload: string): void {
    const { id } = JSON.parse(payload) as { id?: string };
    if (id !== idOf(Number(topic.split('/')[2]))) this.strange.push(`${topic}: ${id}`);
    this.received.set(topic, (this.received.get(topic) ?? 0) + 1);
    this.emit('result');
  }

  end(): Promise<void> {
    return this.client.endAsync(true);
  }
}
