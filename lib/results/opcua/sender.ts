import { setTimeout as pause } from 'node:timers/promises';
import type { ClientSession } from 'node-opcua-client';
import type { InspectionError } from '../../inspection/errors';
import type { Connection } from '../../intake/opcua/connection';
import type { Entry } from '../../queue/entry';
import type { Inbox } from '../../queue/inbox';
import { isPassing, requestFailure } from './failures';
import type { Target } from './target';
import type { Result } from './values';

export interface SenderListener {
  connected(): void;
  /** There is no connection; it is tried again. */
  offline(problem: InspectionError): void;
  /** The server does not take the result for the time being; it is tried again. */
  blocked(problem: InspectionError): void;
  /** It takes results. */
  taken(): void;
}

const RETRY_MS = 2000;
/** For the server's answer to what is under way when the node closes. */
const FAREWELL_MS = 2000;

/** The session was replaced by another; what it had not answered is unknown. */
class Replaced extends Error {}

/**
 * Takes what an outbox holds to a server, one after the other. A result that the server cannot take at the moment keeps its
 * place: taken later than the next one, it would overwrite it.
 */
export class OpcUaSender {
  private readonly stopping = new AbortController();
  private readonly stopped = new Promise<undefined>((resolve) => {
    this.stopping.signal.addEventListener('abort', () => resolve(undefined));
  });
  private open!: (session: ClientSession) => void;
  private session = new Promise<ClientSession>((resolve) => (this.open = resolve));
  private replaced = Promise.withResolvers<never>();
  private underWay: Promise<void> = Promise.resolve();
  private release: () => void = () => undefined;

  /** @param holdMs a result stays at least so long before the next is written */
  constructor(
    private readonly outbox: Inbox,
    private readonly connection: Connection,
    private readonly target: Target,
    private readonly holdMs: number,
    private readonly listener: SenderListener,
  ) {
    this.replaced.promise.catch(() => undefined);
  }

  start(): void {
    this.release = this.connection.use({
      opened: (session) => this.opened(session),
      restored: () => {
        this.target.forget();
        this.listener.connected();
      },
      lost: (problem) => this.listener.offline(problem),
    });
    this.outbox.start('lost');
  }

  deliver(result: Result, entry: Entry): void {
    this.underWay = this.carry(result, entry);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.release();
    await Promise.race([this.underWay, pause(FAREWELL_MS, undefined, { ref: false })]);
  }

  private opened(session: ClientSession): void {
    this.target.forget();
    this.replaced.reject(new Replaced());
    this.replaced = Promise.withResolvers<never>();
    this.replaced.promise.catch(() => undefined);
    this.open(session);
    this.session = Promise.resolve(session);
    this.listener.connected();
  }

  private async carry(result: Result, { id, tries }: Entry): Promise<void> {
    const { signal } = this.stopping;
    for (let isRepeat = tries > 1; !signal.aborted; isRepeat = true) {
      try {
        const session = await Promise.race([this.session, this.stopped]);
        if (!session) return;
        await Promise.race([this.target.send(session, result, isRepeat), this.replaced.promise]);
        await pause(this.holdMs, undefined, { signal, ref: false }).catch(() => undefined);
        this.outbox.finish(id);
        return this.listener.taken();
      } catch (thrown) {
        this.target.forget();
        if (thrown instanceof Replaced) continue;
        const problem = requestFailure(thrown, this.connection.options.url);
        if (!isPassing(problem)) return void this.outbox.refuse(id, problem);
        if (!signal.aborted) this.listener.blocked(problem);
        await pause(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }
}
