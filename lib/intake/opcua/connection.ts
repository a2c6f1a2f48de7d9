import { setTimeout as pause } from 'node:timers/promises';
import type { ClientSession, OPCUAClient } from 'node-opcua-client';
import { InspectionError } from '../../inspection/errors';
import type { EndpointOptions } from './endpoint';
import { connectionFailure } from './failures';
import type { Library } from './library';
import { createClient, identityOf, revive, suspend } from './session';
import { openTrust } from './trust';

export interface ConnectionUser {
  /** A new session: subscriptions have to be made. */
  opened(session: ClientSession): void;
  /** The connection is back, and with it the session and its subscriptions. */
  restored(): void;
  /** There is no connection; it is tried again. */
  lost(problem: InspectionError): void;
}

interface Line {
  client: OPCUAClient;
  session: ClientSession;
}

const LOST = 'connection lost';
const FIRST_RETRY_MS = 200;
const RETRY_MS = 5000;
/** What closing may take with a server that does not answer. */
const CLOSING_MS = 2000;

/**
 * One session with a server, shared by all nodes that name the same endpoint. When the connection breaks, the session is
 * continued over another one as long as the server keeps it; then everything is made anew.
 */
export class Connection {
  /** And of which session each was told. */
  private readonly users = new Map<ConnectionUser, ClientSession | undefined>();
  private readonly stopping = new AbortController();
  private current?: Line;
  /** With a session that may be continued; its own connection is broken. */
  private broken?: Line;
  private end?: () => void;
  private running?: Promise<void>;

  constructor(
    private readonly load: () => Library,
    readonly options: EndpointOptions,
  ) {}

  /** @throws InspectionError ERR_OPCUA when there is none at the moment */
  get session(): ClientSession {
    if (this.current) return this.current.session;
    throw new InspectionError('ERR_OPCUA', { endpoint: this.options.url, reason: LOST });
  }

  get library(): Library {
    return this.load();
  }

  use(user: ConnectionUser): () => void {
    this.users.set(user, undefined);
    this.running ??= this.keepOpen();
    if (this.current) this.tell(user, this.current.session);
    return () => this.users.delete(user);
  }

  /** Gives up session and connection, and makes both anew. */
  rebuild(): void {
    const { current } = this;
    this.current = undefined;
    if (current) void discard(current.client);
    this.end?.();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    const lines = [this.current, this.broken];
    this.current = this.broken = undefined;
    this.end?.();
    await Promise.race([Promise.all([this.running, ...lines.map((line) => line && discard(line.client))]), brief()]);
  }

  private async keepOpen(): Promise<void> {
    const { signal } = this.stopping;
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        const { ended } = await this.open();
        tries = 0;
        await ended;
        if (!signal.aborted) this.lost(new InspectionError('ERR_OPCUA', { endpoint: this.options.url, reason: LOST }));
      } catch (thrown) {
        if (!signal.aborted) this.lost(connectionFailure(thrown, this.options));
      }
      const delay = Math.min(RETRY_MS, FIRST_RETRY_MS * 2 ** tries);
      await pause(delay, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private async open(): Promise<{ ended: Promise<void> }> {
    const { url } = this.options;
    const library = this.load();
    const trust = await openTrust(library, this.options.pki);
    const client = createClient(library, this.options, trust.manager);
    const ended = new Promise<void>((resolve) => {
      this.end = resolve;
      client.once('connection_lost', () => resolve());
    });
    try {
      await client.connect(url);
      const { broken } = this;
      const isRevived = broken !== undefined && (await revive(client, broken.session));
      const session = isRevived ? broken.session : await client.createSession(identityOf(library.client, this.options));
      this.broken = undefined;
      if (broken) void discard(broken.client);
      if (this.stopping.signal.aborted) throw new Error(LOST);
      this.current = { client, session };
      const tellAll = () => this.users.forEach((_, user) => this.tell(user, session));
      if (!isRevived) session.on('session_restored', tellAll);
      tellAll();
      return { ended };
    } catch (thrown) {
      void discard(client);
      throw (await trust.failure(url)) ?? thrown;
    }
  }

  private tell(user: ConnectionUser, session: ClientSession): void {
    const known = this.users.get(user);
    this.users.set(user, session);
    if (known === session) user.restored();
    else user.opened(session);
  }

  private lost(problem: InspectionError): void {
    if (this.current) suspend(this.current.session);
    this.broken = this.current ?? this.broken;
    this.current = undefined;
    for (const user of this.users.keys()) user.lost(problem);
  }
}

const brief = () => pause(CLOSING_MS, undefined, { ref: false });

async function discard(client: OPCUAClient): Promise<void> {
  await Promise.race([client.disconnect().catch(() => undefined), brief()]);
}
