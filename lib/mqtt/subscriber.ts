import { readFile } from 'node:fs/promises';
import { connect, type IClientOptions, type IConnackPacket, type IPublishPacket, type MqttClient } from 'mqtt';
import { InspectionError } from '../inspection/errors';
import { replaceFile } from '../replace-file';
import { connectOptions, RECONNECT_MS, type BrokerOptions } from './broker';
import { brokerLimits } from './limits';

/** A message as the broker delivered it. */
export interface Arrival {
  topic: string;
  payload: Buffer;
  qos: number;
  retain: boolean;
  /** The broker's number of the delivery, and whether it has delivered it before; none for QoS 0. */
  messageId?: number;
  dup: boolean;
  contentType?: string;
  userProperties?: Record<string, unknown>;
  responseTopic?: string;
  correlationData?: Buffer;
}

export interface SubscriberOptions extends BrokerOptions {
  /** Seconds the broker keeps the session after the connection ends (MQTT 5). */
  sessionSeconds: number;
  topic: string;
  /** Of the largest picture; larger ones than the broker takes are warned of. */
  maxBytes: number;
  /** File that remembers what the session is subscribed to. */
  memory: string;
}

export interface SubscriberListener {
  /** To resolve when the message is safe: only then is it confirmed to the broker. Rejects when it is not. */
  arrive(arrival: Arrival): Promise<void>;
  connected(): void;
  /** The connection is lost, or could not be made; it is tried again. */
  offline(problem: InspectionError): void;
  /** A message was not confirmed; the connection is made anew and the broker delivers it again. */
  refused(problem: InspectionError): void;
  /** Something the broker does not allow. */
  warn(problem: InspectionError): void;
}

/** Messages the broker may send without confirmation of the first (MQTT 5); QoS 1 stays in order below any value. */
const RECEIVE_MAXIMUM = 20;

/**
 * A persistent session with QoS 1 on one topic. Messages are taken one after the other, and each is confirmed only when
 * the listener has it safe; without confirmation the broker delivers it again after the next connection.
 */
export class Subscriber {
  private client?: MqttClient;
  private isEnding = false;
  private pending: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: SubscriberOptions,
    private readonly listener: SubscriberListener,
  ) {}

  start(): void {
    const { url } = this.options;
    const client = connect(url, this.clientOptions());
    this.client = client;
    client.handleMessage = (packet, confirm) => {
      this.pending = this.take(client, packet as IPublishPacket, confirm);
    };
    client.on('connect', (connack) => void this.subscribe(client, connack));
    client.on('error', (error) => this.offline(error.message || String((error as NodeJS.ErrnoException).code)));
    client.on('offline', () => this.offline('offline'));
  }

  /** Ends the connection, not the session: what is published meanwhile waits at the broker. */
  async stop(): Promise<void> {
    this.isEnding = true;
    await this.pending;
    await this.client?.endAsync(true);
  }

  private clientOptions(): IClientOptions {
    const { version, sessionSeconds } = this.options;
    const properties = { sessionExpiryInterval: sessionSeconds, receiveMaximum: RECEIVE_MAXIMUM };
    return {
      ...connectOptions(this.options),
      clean: false,
      reconnectPeriod: RECONNECT_MS,
      reconnectOnConnackError: true,
      ...(version === 5 ? { properties } : {}),
    };
  }

  private async take(client: MqttClient, packet: IPublishPacket, confirm: () => void): Promise<void> {
    if (this.isEnding) return;
    try {
      await this.listener.arrive(arrivalOf(packet));
      confirm();
    } catch (thrown) {
      this.listener.refused(InspectionError.from(thrown));
      client.stream.destroy();
    }
  }

  /** Subscribes where the session does not say so already: each subscription would bring retained pictures again. */
  private async subscribe(client: MqttClient, connack: IConnackPacket): Promise<void> {
    const { topic, memory } = this.options;
    try {
      const known = connack.sessionPresent ? await readFile(memory, 'utf8').catch(() => '') : '';
      if (known && known !== topic) await client.unsubscribeAsync(known);
      if (known !== topic) {
        await client.subscribeAsync(topic, { qos: 1 });
        await replaceFile(memory, topic);
      }
      this.listener.connected();
      for (const limit of brokerLimits(connack, this.options)) this.listener.warn(limit);
    } catch (thrown) {
      if (this.isEnding || !client.connected) return;
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      this.listener.warn(new InspectionError('ERR_MQTT_SUBSCRIBE', { topic, reason }));
    }
  }

  private offline(reason: string): void {
    if (!this.isEnding) this.listener.offline(new InspectionError('ERR_MQTT', { broker: this.options.url, reason }));
  }
}

function arrivalOf({ topic, payload, qos, retain, dup, messageId, properties }: IPublishPacket): Arrival {
  const { contentType, userProperties, responseTopic, correlationData } = properties ?? {};
  return {
    topic,
    payload: Buffer.from(payload),
    qos,
    retain,
    dup,
    ...(messageId === undefined ? {} : { messageId }),
    ...(contentType ? { contentType } : {}),
    ...(userProperties ? { userProperties: { ...userProperties } } : {}),
    ...(responseTopic ? { responseTopic } : {}),
    ...(correlationData ? { correlationData } : {}),
  };
}
