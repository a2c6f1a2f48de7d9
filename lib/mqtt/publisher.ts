import { connect, type IClientPublishOptions, type IConnackPacket, type MqttClient } from 'mqtt';
import { InspectionError } from '../inspection/errors';
import { connectOptions, RECONNECT_MS, type BrokerOptions } from './broker';
import { meetAllLengths } from './packet-lengths';
import { packetSize, type Publication } from './publication';
import { isAnswer, refusalOf } from './refusal';

export interface PublisherListener {
  /** What the broker does not allow comes along. */
  connected(connack: IConnackPacket): void;
  /** The connection is lost, or could not be made; it is tried again. */
  offline(problem: InspectionError): void;
}

/** The connection ended before the broker confirmed. `alone`: nothing else was under way that could be the cause. */
export class Lost extends Error {
  constructor(readonly alone: boolean) {
    super('connection lost');
  }
}

interface Waiting extends PromiseWithResolvers<void> {
  publication: Publication;
}

/** Messages the broker has not confirmed yet; fewer where it says so. */
const MOST_UNDER_WAY = 16;
/** A broker that lives but does not confirm is left and met anew. */
const CONFIRMATION_MS = 60_000;
/** To confirm what is under way when the connection is to end. */
const FAREWELL_MS = 2000;

/**
 * Publishes with QoS 1, in order. Each connection is a client of its own: what an earlier one did not confirm is the
 * caller's to publish again, so that nothing waits in two places.
 */
export class Publisher {
  private client?: MqttClient;
  private connack?: IConnackPacket;
  private retry?: NodeJS.Timeout;
  private isEnding = false;
  private waiting: Waiting[] = [];
  private readonly underWay = new Set<Waiting>();
  private isProven = false;
  /** The last connection broke before it confirmed anything: one message at a time tells which is to blame. */
  private isCareful = false;

  constructor(
    private readonly options: BrokerOptions,
    private readonly listener: PublisherListener,
  ) {}

  start(): void {
    meetAllLengths();
    const client = connect(this.options.url, { ...connectOptions(this.options), clean: true, reconnectPeriod: 0 });
    this.client = client;
    this.isProven = false;
    let reason = 'closed';
    client.on('error', (error) => (reason = error.message || String((error as NodeJS.ErrnoException).code)));
    client.on('connect', (connack) => {
      this.connack = connack;
      this.listener.connected(connack);
    });
    client.once('close', () => this.closed(client, reason));
  }

  /**
   * Resolves when the broker has confirmed the message.
   *
   * @throws Lost when the connection ended first
   * @throws InspectionError ERR_MQTT_TOO_LARGE, ERR_MQTT_REFUSED
   */
  publish(publication: Publication): Promise<void> {
    const one = { publication, ...Promise.withResolvers<void>() };
    this.waiting.push(one);
    this.pump();
    return one.promise;
  }

  /** Ends the connection when what is under way is confirmed, or does not come to be. */
  async stop(): Promise<void> {
    this.isEnding = true;
    clearTimeout(this.retry);
    const { client } = this;
    if (!client) return;
    const all = Promise.allSettled([...this.underWay].map(({ promise }) => promise));
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, FAREWELL_MS).unref())]);
    await client.endAsync(this.underWay.size > 0 || !client.connected);
  }

  private pump(): void {
    if (this.isEnding || !this.client?.connected || !this.connack) {
      for (const { reject } of this.waiting.splice(0)) reject(new Lost(false));
      return;
    }
    const { receiveMaximum = MOST_UNDER_WAY } = this.connack.properties ?? {};
    const window = this.isCareful && !this.isProven ? 1 : Math.min(MOST_UNDER_WAY, receiveMaximum);
    while (this.underWay.size < window && this.waiting.length > 0) this.send(this.client, this.waiting.shift()!);
  }

  private send(client: MqttClient, one: Waiting): void {
    const { publication } = one;
    const size = packetSize(publication, this.options.version);
    const limit = this.connack!.properties?.maximumPacketSize;
    if (limit !== undefined && size > limit) {
      return one.reject(new InspectionError('ERR_MQTT_TOO_LARGE', { size, limit, topic: publication.topic }));
    }
    this.underWay.add(one);
    const overdue = setTimeout(() => client.stream.destroy(), CONFIRMATION_MS).unref();
    client.publish(publication.topic, Buffer.from(publication.payload), this.packetOptions(publication), (error) => {
      clearTimeout(overdue);
      if (!this.underWay.delete(one)) return;
      if (error && !isAnswer(error)) return one.reject(new Lost(false));
      this.isProven = true;
      if (error) one.reject(refusalOf(error, publication.topic));
      else one.resolve();
      this.pump();
    });
  }

  private packetOptions({ retain, contentType, userProperties, correlationData }: Publication): IClientPublishOptions {
    const { maximumQoS, retainAvailable = true } = this.connack!.properties ?? {};
    const properties = {
      ...(contentType ? { contentType } : {}),
      ...(userProperties ? { userProperties } : {}),
      ...(correlationData ? { correlationData: Buffer.from(correlationData) } : {}),
    };
    return {
      qos: maximumQoS === 0 ? 0 : 1,
      retain: retain && retainAvailable,
      ...(this.options.version === 5 ? { properties } : {}),
    };
  }

  private closed(client: MqttClient, reason: string): void {
    const lost = [...this.underWay];
    this.underWay.clear();
    this.connack = undefined;
    this.isCareful = this.isProven ? false : this.isCareful || lost.length > 0;
    for (const { reject } of lost) reject(new Lost(lost.length === 1));
    this.pump();
    client.end(true);
    if (this.isEnding) return;
    this.listener.offline(new InspectionError('ERR_MQTT', { broker: this.options.url, reason }));
    this.retry = setTimeout(() => this.start(), RECONNECT_MS);
  }
}
