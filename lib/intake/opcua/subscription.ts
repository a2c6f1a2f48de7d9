import type {
  ClientMonitoredItem,
  ClientSession,
  ClientSubscription,
  DataValue,
  NotificationMessage,
  RepublishResponse,
} from 'node-opcua-client';
import { InspectionError } from '../../inspection/errors';
import { nodeFailure, statusOf } from './failures';
import type { Client } from './library';
import { Sequence } from './sequence';

export interface SubscriptionOptions {
  nodeId: string;
  /** Values the server keeps until we have taken them. */
  queueSize: number;
  discardOldest: boolean;
  /** 0: every change, as far as the server can. */
  samplingMs: number;
  publishingMs: number;
  /** The server says at least so often that it is there. */
  keepAliveMs: number;
  /** So long it keeps the subscription without hearing from us. */
  outageMs: number;
}

export interface SubscriptionListener {
  value(value: DataValue): void;
  /** Values are gone, or may be. */
  lost(problem: InspectionError): void;
}

/** What the library has and does not declare. */
interface Republishing {
  republish(
    request: { subscriptionId: number; retransmitSequenceNumber: number },
    callback: (error: Error | null, response?: RepublishResponse) => void,
  ): void;
}
interface Acknowledging {
  publishEngine?: { acknowledge_notification?(subscriptionId: number, sequenceNumber: number): void };
}

/**
 * A subscription to one variable that notices what is missing: messages that were on their way when a connection broke
 * are asked for again (Republish), and what cannot be had any more is told.
 *
 * One value travels in a message: pictures that waited in the server's queue together would exceed what a message holds.
 */
export class Subscription {
  private readonly sequence = new Sequence();
  private work: Promise<void> = Promise.resolve();
  private item!: ClientMonitoredItem;
  /** Of `performance.now()`, when the server was last heard. */
  heardAt = performance.now();
  hasEnded = false;
  /** Undefined when it is not known what the server heard of {@link hold}. */
  isHeld: boolean | undefined = false;

  private constructor(
    private readonly session: ClientSession,
    private readonly subscription: ClientSubscription,
    private readonly options: SubscriptionOptions,
    private readonly listener: SubscriptionListener,
  ) {
    subscription.on('raw_notification', (message: NotificationMessage) => this.take(message));
    subscription.on('subscriptionId_changed', () => {
      this.sequence.restart();
      this.isHeld = false;
      listener.lost(new InspectionError('ERR_OPCUA_RECREATED', { nodeId: options.nodeId }));
    });
    subscription.on('terminated', () => (this.hasEnded = true));
    subscription.on('internal_error', () => undefined);
  }

  /** @throws InspectionError ERR_OPCUA_NODE, ERR_OPCUA_SIZE */
  static async open(
    { AttributeIds, TimestampsToReturn }: Client,
    session: ClientSession,
    options: SubscriptionOptions,
    listener: SubscriptionListener,
  ): Promise<Subscription> {
    const { nodeId, queueSize, discardOldest, samplingMs, publishingMs, keepAliveMs, outageMs } = options;
    try {
      const subscription = await session.createSubscription2({
        requestedPublishingInterval: publishingMs,
        requestedMaxKeepAliveCount: Math.max(1, Math.round(keepAliveMs / publishingMs)),
        requestedLifetimeCount: Math.ceil(outageMs / publishingMs),
        maxNotificationsPerPublish: 1,
        publishingEnabled: true,
        priority: 10,
      });
      const opened = new Subscription(session, subscription, options, listener);
      opened.item = await subscription.monitor(
        { nodeId, attributeId: AttributeIds.Value },
        { samplingInterval: samplingMs, queueSize, discardOldest },
        TimestampsToReturn.Both,
      );
      opened.check();
      return opened;
    } catch (thrown) {
      throw nodeFailure(thrown, nodeId);
    }
  }

  /** What the server made of our wishes. */
  get granted(): { queueSize: number; samplingMs: number } {
    const { revisedQueueSize = 0, revisedSamplingInterval = 0 } = this.item.result ?? {};
    return { queueSize: revisedQueueSize, samplingMs: revisedSamplingInterval };
  }

  /** @throws InspectionError ERR_OPCUA_NODE where the server does not watch the variable */
  check(): void {
    const status = this.item.result?.statusCode;
    if (status?.isGood()) return;
    void this.close();
    throw nodeFailure(status?.name ?? 'Bad', this.options.nodeId);
  }

  /** Has the server collect values in its queue and send signs of life only, or send what it has collected. */
  async hold(isHeld: boolean): Promise<void> {
    this.isHeld = isHeld;
    const status = await this.subscription.setPublishingMode(!isHeld).catch(() => undefined);
    if (!status?.isGood()) this.isHeld = undefined;
  }

  /** Closes it when the server has nothing more for it: two signs of life in a row, or none for `patienceMs`. */
  retire(patienceMs: number): Promise<void> {
    return new Promise((resolve) => {
      let quiet = 0;
      const close = () => {
        clearTimeout(timer);
        resolve(this.work.then(() => this.close()));
      };
      const timer = setTimeout(close, patienceMs).unref();
      this.subscription.on('raw_notification', ({ notificationData }: NotificationMessage) => {
        quiet = notificationData?.length ? 0 : quiet + 1;
        if (quiet > 1) close();
        else timer.refresh();
      });
    });
  }

  async close(): Promise<void> {
    this.subscription.removeAllListeners('raw_notification');
    await this.subscription.terminate().catch(() => undefined);
  }

  private take(message: NotificationMessage): void {
    this.heardAt = performance.now();
    const { sequenceNumber, notificationData } = message;
    const isEmpty = !notificationData?.length;
    if (isEmpty) this.sequence.expect(sequenceNumber);
    else if (!this.sequence.take(sequenceNumber)) return;
    const gaps = this.sequence.gaps();
    if (gaps.length) this.work = this.work.then(() => this.recover(gaps));
    if (!isEmpty) this.work = this.work.then(() => this.deliver(message));
  }

  private async recover(gaps: number[]): Promise<void> {
    let gone = 0;
    for (const retransmitSequenceNumber of gaps) {
      if (!this.sequence.misses(retransmitSequenceNumber)) continue;
      const { subscriptionId } = this.subscription;
      const answer = await this.republish(subscriptionId, retransmitSequenceNumber).catch((thrown: unknown) => {
        if (!/^BadMessageNotAvailable|^BadSubscription/.test(statusOf(thrown))) return undefined;
        if (this.sequence.take(retransmitSequenceNumber)) gone++;
        return undefined;
      });
      if (!answer || !this.sequence.take(retransmitSequenceNumber)) continue;
      (this.subscription as unknown as Acknowledging).publishEngine?.acknowledge_notification?.(
        subscriptionId,
        retransmitSequenceNumber,
      );
      this.deliver(answer);
    }
    if (gone) this.listener.lost(new InspectionError('ERR_OPCUA_LOST', { nodeId: this.options.nodeId, count: gone }));
  }

  private republish(subscriptionId: number, retransmitSequenceNumber: number): Promise<NotificationMessage> {
    return new Promise((resolve, reject) => {
      const session = this.session as unknown as Republishing;
      session.republish({ subscriptionId, retransmitSequenceNumber }, (error, response) => {
        if (response?.notificationMessage && !error) resolve(response.notificationMessage);
        else reject(error ?? new Error(response?.responseHeader.serviceResult.name ?? 'Bad'));
      });
    });
  }

  private deliver({ notificationData }: NotificationMessage): void {
    type Content = { monitoredItems?: { value: DataValue }[] | null } | null;
    for (const content of (notificationData ?? []) as unknown as Content[]) {
      for (const { value } of content?.monitoredItems ?? []) {
        if (value.statusCode.hasOverflowBit) {
          const { nodeId } = this.options;
          this.listener.lost(new InspectionError('ERR_OPCUA_OVERFLOW', { nodeId, limit: this.granted.queueSize }));
        }
        this.listener.value(value);
      }
    }
  }
}
