import { randomUUID } from 'node:crypto';
import { InspectionError } from '../inspection/errors';
import { countRow } from '../metrics/line';
import type { Consumer } from '../queue/consumer';
import type { Entry, QueueSettings } from '../queue/entry';
import type { Inbox } from '../queue/inbox';
import { openInbox } from '../queue/open';
import type { Change } from './change';
import { Refused, type Connect, type Connection } from './connection';

export interface RecorderListener {
  /** The database is away: nothing is written until it is back. */
  away(problem: InspectionError): void;
  back(): void;
  /** The database will not take this row; it is a dead letter. */
  refused(id: string, problem: InspectionError): void;
}

export interface RecorderOptions {
  /** Where rows wait, absolute. */
  folder: string;
  limits: Pick<QueueSettings, 'maxFrames' | 'maxBytes' | 'minFree'>;
  /** In messages; without secrets. */
  database: string;
  connect: Connect;
}

interface Waiting {
  change: Change;
  id: string;
}

/** Rows in one transaction at most. */
const BATCH = 100;
const RETRY_MS = 2000;
/** The connection decides when a row is lost, not a clock; the longest time that a timer takes. */
const NO_LEASE = 2 ** 31 - 1;

/**
 * Brings rows into a database, in order, each once. A row is on disk before {@link put} resolves and leaves it when the
 * database has committed it; whatever happens in between, it is written again, which changes nothing.
 */
export class Recorder {
  /** Why nothing is written; undefined while the database is there. */
  problem?: InspectionError;
  readonly outbox: Promise<Inbox>;
  private readonly opened: ReturnType<typeof openInbox>;
  private readonly listeners = new Set<RecorderListener>();
  private connection?: Connection;
  private ready: Waiting[] = [];
  private writing?: Promise<void>;
  private isWriting = false;
  private retry?: NodeJS.Timeout;
  private isEnding = false;

  /** @param after the folder is somebody else's until then */
  constructor(
    private readonly options: RecorderOptions,
    after: Promise<unknown> = Promise.resolve(),
  ) {
    this.opened = after.then(() => openInbox(options.folder));
    this.outbox = this.opened.then(({ inbox }) => {
      inbox.attach(this.consumer(), this.settings());
      return inbox;
    });
    this.outbox.then(
      () => this.connect(),
      () => undefined,
    );
  }

  get isThere(): boolean {
    return this.connection !== undefined;
  }

  /** The way to stop listening. What is wrong already is told at once. */
  listen(listener: RecorderListener): () => void {
    this.listeners.add(listener);
    if (this.problem) listener.away(this.problem);
    return () => void this.listeners.delete(listener);
  }

  /**
   * Keeps what is to be done on disk.
   *
   * @throws InspectionError ERR_DATABASE_ROOM; its `cause` is ERR_INBOX_DISK where the disk is to blame
   */
  async put(change: Change): Promise<void> {
    const { id } = change;
    try {
      const outbox = await this.outbox;
      // The same frame may come again with the same outcome after another one: nothing here is a duplicate.
      const entry = `${id} #${randomUUID().slice(0, 8)}`;
      await outbox.accept({ change }, { id: entry, print: '', line: change.kind, priority: 0 });
    } catch (thrown) {
      countRow('lost');
      const { code: cause, message: reason } = InspectionError.from(thrown);
      throw new InspectionError('ERR_DATABASE_ROOM', { id, reason, cause });
    }
  }

  /** Lets go of the database and, a minute later, of the folder. */
  async close(): Promise<void> {
    this.isEnding = true;
    clearTimeout(this.retry);
    this.listeners.clear();
    const { inbox, release } = await this.opened;
    inbox.pause();
    await this.writing;
    await this.connection?.close();
    inbox.detach();
    release();
  }

  private settings(): QueueSettings {
    return {
      inFlight: BATCH,
      leaseMs: NO_LEASE,
      retryMs: RETRY_MS,
      maxTries: Infinity,
      maxAgeMs: 0,
      whenFull: 'refuse',
      byLine: false,
      finishedBy: 'input',
      ...this.options.limits,
    };
  }

  private consumer(): Consumer {
    return {
      deliver: (message, { id }: Entry) => {
        this.ready.push({ change: message.change as Change, id });
        if (!this.isWriting) this.writing = this.write();
      },
      givenUp: (message, _entry, error) => {
        // One of those who write here is enough to say it.
        const [listener] = this.listeners;
        if (message) listener?.refused((message.change as Change).id, error);
      },
      trouble: () => undefined,
    };
  }

  private async connect(): Promise<void> {
    if (this.isEnding) return;
    try {
      const [outbox, connection] = [
        await this.outbox,
        await this.options.connect((problem) => void this.lose(problem)),
      ];
      if (this.isEnding) return await connection.close();
      this.connection = connection;
      this.problem = undefined;
      // What was passed on to the connection before comes again, in its place.
      this.ready = [];
      outbox.start('lost');
      this.tell(({ back }) => back());
    } catch (thrown) {
      await this.lose(InspectionError.from(thrown));
    }
  }

  /** One transaction after the other, of all that came meanwhile. */
  private async write(): Promise<void> {
    this.isWriting = true;
    const { connection } = this;
    try {
      while (connection && this.ready.length > 0) await this.commit(connection, this.ready.splice(0));
    } catch (thrown) {
      if (this.connection === connection) void this.lose(InspectionError.from(thrown));
    } finally {
      this.isWriting = false;
    }
  }

  private async commit(connection: Connection, batch: Waiting[]): Promise<void> {
    const outbox = await this.outbox;
    try {
      await connection.write(batch.map(({ change }) => change));
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      if (batch.length > 1) {
        for (const each of batch) await this.commit(connection, [each]);
        return;
      }
      const { database } = this.options;
      outbox.refuse(batch[0]!.id, new InspectionError('ERR_DATABASE_ROW', { database, reason: thrown.message }));
      return countRow('refused');
    }
    for (const { id } of batch) {
      outbox.finish(id);
      countRow('written');
    }
  }

  private async lose(problem: InspectionError): Promise<void> {
    const { connection } = this;
    this.connection = undefined;
    this.problem = problem;
    (await this.outbox).pause();
    connection?.close().catch(() => undefined);
    if (this.isEnding) return;
    this.tell(({ away }) => away(problem));
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), RETRY_MS).unref();
  }

  private tell(what: (listener: RecorderListener) => void): void {
    for (const listener of this.listeners) what(listener);
  }
}
