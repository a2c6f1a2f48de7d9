import type { ClientSession, DataValue } from 'node-opcua-client';
import { InspectionError } from '../../inspection/errors';
import type { Connection, ConnectionUser } from './connection';
import { nodeFailure } from './failures';
import { Subscription, type SubscriptionOptions } from './subscription';

export interface FollowerOptions {
  nodeId: string;
  queueSize: number;
  discardOldest: boolean;
  samplingMs: number;
  publishingMs: number;
  /** Without a value for so long the variable is subscribed to anew; 0: never. */
  silentMs: number;
}

export interface FollowerListener {
  value(value: DataValue): void;
  /** Values are gone, or may be. */
  lost(problem: InspectionError): void;
  subscribed(): void;
  offline(problem: InspectionError): void;
  /** The subscription gives no sign of life, or no value. */
  silent(problem: InspectionError): void;
  /** The server does less than was asked for. */
  granted(problem: InspectionError): void;
}

const KEEP_ALIVE_MS = 2000;
/** So many signs of life may fail to come. */
const PATIENCE = 4;
const RETRY_MS = 5000;
/** So often a server may not answer at all before the connection itself is made anew. */
const UNANSWERED = 3;

/**
 * Follows a variable for months: subscribes, and watches that something comes. Subscriptions are known to die without a
 * word, on the server's side or on the way; then another is made. The old one goes when the server has nothing more for
 * it, so that no value falls between; what comes by both has the same time.
 */
export class Follower implements ConnectionUser {
  private subscription?: Subscription;
  private turn: Promise<void> = Promise.resolve();
  private valueAt = performance.now();
  private isSilenceTold = false;
  private isConnected = false;
  private isStopped = false;
  private isHeld = false;
  private unanswered = 0;
  private readonly watch: NodeJS.Timeout;
  private retry?: NodeJS.Timeout;
  private readonly release: () => void;

  constructor(
    private readonly connection: Connection,
    private readonly options: FollowerOptions,
    private readonly listener: FollowerListener,
  ) {
    this.watch = setInterval(() => this.look(), Math.min(1000, options.silentMs || 1000)).unref();
    this.release = connection.use(this);
  }

  opened(): void {
    this.isConnected = true;
    if (this.subscription) {
      const { nodeId } = this.options;
      this.listener.lost(new InspectionError('ERR_OPCUA_RECREATED', { nodeId }));
    }
    this.subscription = undefined;
    this.renew();
  }

  restored(): void {
    this.isConnected = true;
    try {
      this.subscription?.check();
      if (this.subscription) this.subscription.heardAt = performance.now();
      this.listener.subscribed();
    } catch (thrown) {
      this.failed(thrown);
    }
  }

  lost(problem: InspectionError): void {
    this.isConnected = false;
    this.listener.offline(problem);
  }

  /** Has the server keep what comes in its queue, as long as there is no room for it here. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    this.askToHold();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.watch);
    clearTimeout(this.retry);
    this.release();
    await this.subscription?.close();
  }

  private look(): void {
    if (!this.isConnected || !this.subscription) return;
    this.askToHold();
    const now = performance.now();
    if (this.isHeld) this.valueAt = now;
    const { silentMs } = this.options;
    const since = now - this.valueAt;
    const isDead = this.subscription.hasEnded || now - this.subscription.heardAt > KEEP_ALIVE_MS * PATIENCE;
    if (!isDead && !(silentMs && since > silentMs)) return;
    this.tellSilence(isDead ? now - this.subscription.heardAt : since);
    // The next look comes when the new subscription has had its time.
    this.valueAt = now;
    this.subscription.heardAt = now;
    this.renew();
  }

  /** Repeated with each look until the server has heard it. */
  private askToHold(): void {
    if (this.isConnected && this.subscription && this.subscription.isHeld !== this.isHeld)
      void this.subscription.hold(this.isHeld);
  }

  private tellSilence(forMs: number): void {
    if (this.isSilenceTold) return;
    this.isSilenceTold = true;
    const { nodeId } = this.options;
    this.listener.silent(new InspectionError('ERR_OPCUA_SILENT', { nodeId, seconds: Math.round(forMs / 1000) }));
  }

  private renew(): void {
    clearTimeout(this.retry);
    this.turn = this.turn.then(() => this.subscribe()).catch((thrown) => this.failed(thrown));
  }

  private async subscribe(): Promise<void> {
    if (this.isStopped) return;
    const old = this.subscription;
    const session: ClientSession = this.connection.session;
    const options: SubscriptionOptions = {
      ...this.options,
      keepAliveMs: KEEP_ALIVE_MS,
      outageMs: this.connection.options.outageMs,
    };
    const subscription = await Subscription.open(this.connection.library.client, session, options, {
      value: (value) => {
        this.valueAt = performance.now();
        this.isSilenceTold = false;
        this.listener.value(value);
      },
      lost: (problem) => this.listener.lost(problem),
    });
    this.subscription = subscription;
    this.unanswered = 0;
    if (this.isStopped) return subscription.close();
    this.listener.subscribed();
    this.tellGranted(subscription);
    void old?.retire(KEEP_ALIVE_MS * PATIENCE);
  }

  private tellGranted({ granted }: Subscription): void {
    const { nodeId, queueSize, samplingMs } = this.options;
    if (granted.queueSize >= queueSize && granted.samplingMs <= samplingMs) return;
    const facts = { nodeId, queue: granted.queueSize, wanted: queueSize, sampling: granted.samplingMs };
    this.listener.granted(new InspectionError('ERR_OPCUA_GRANTED', facts));
  }

  private failed(thrown: unknown): void {
    if (this.isStopped || !this.isConnected) return;
    const problem = nodeFailure(thrown, this.options.nodeId);
    this.listener.offline(problem);
    clearTimeout(this.retry);
    const isAnswered = /^Bad(?!Timeout|Session|NotConnected)/.test(String(problem.parameters.reason));
    this.unanswered = isAnswered ? 0 : this.unanswered + 1;
    if (this.unanswered >= UNANSWERED) {
      this.unanswered = 0;
      return this.connection.rebuild();
    }
    this.retry = setTimeout(() => this.renew(), RETRY_MS).unref();
  }
}
