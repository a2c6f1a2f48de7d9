import type { ConnectionOptions } from 'node:tls';
import { InspectionError } from '../../inspection/errors';
import type { Change } from '../change';
import { Refused, type Connection } from '../connection';
import { statementFor } from '../parameters';
import { POSTGRES, SCHEMA, statementsOf, type Names, type Statements } from '../schema';
import type { Client, DatabaseError, Library } from './library';

export interface PostgresOptions {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  tls?: ConnectionOptions;
  names: Names;
  /** How the session shows in `pg_stat_activity`. */
  gateway: string;
}

const CONNECT_MS = 10_000;
/** A database that lives but does not answer is left and met anew. */
const ANSWER_MS = 30_000;
/** To say goodbye. */
const FAREWELL_MS = 2000;
/** An answer of the database, not of the network. */
const SQLSTATE = /^[0-9A-Z]{5}$/;
/** SQLSTATE classes that say something of a row: data exception, constraint, and what is larger than the program takes. */
const OF_A_ROW = /^(22|23|54)/;
/** Of advisory locks: two gateways that start together make the tables one after the other. */
const LOCK = 0x6779656f;

/** How a PostgreSQL is named in messages. */
export const addressOf = ({ host, port, database }: Pick<PostgresOptions, 'host' | 'port' | 'database'>) =>
  `postgresql://${host}:${port}/${database}`;

/**
 * Connects with a PostgreSQL, and makes the tables where they are not there.
 *
 * @throws InspectionError ERR_DATABASE, ERR_DATABASE_NEWER, ERR_DATABASE_PG
 */
export async function connectPostgres(
  load: () => Library,
  options: PostgresOptions,
  lost: (problem: InspectionError) => void,
): Promise<Connection> {
  const { Client } = load();
  const client = new Client(clientOptions(options));
  const session = new Session(client, addressOf(options), statementsOf(POSTGRES, options.names), lost);
  await session.begin(options.names);
  return session;
}

function clientOptions({ host, port, database, user, password, tls, gateway }: PostgresOptions) {
  return {
    host,
    port,
    database,
    user,
    password,
    ssl: tls ?? (false as const),
    application_name: `gyeol ${gateway}`.slice(0, 63),
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
  };
}

class Session implements Connection {
  private isOpen = false;

  constructor(
    private readonly client: Client,
    private readonly address: string,
    private readonly statements: Statements,
    private readonly lost: (problem: InspectionError) => void,
  ) {
    client.on('error', (error) => this.lose(error?.message));
    client.on('end', () => this.lose());
  }

  async begin(names: Names): Promise<void> {
    try {
      await this.client.connect();
      await this.transact(() => this.migrate(names));
      this.isOpen = true;
    } catch (thrown) {
      await this.close();
      throw thrown instanceof InspectionError ? thrown : this.problem((thrown as Error).message);
    }
  }

  async write(changes: Change[]): Promise<void> {
    try {
      await this.transact(async () => {
        for (const change of changes) {
          const { sql, values } = statementFor(this.statements, change);
          await this.client.query(sql, values);
        }
      });
    } catch (thrown) {
      const { code = '', message } = thrown as DatabaseError;
      throw OF_A_ROW.test(code) ? new Refused(message) : this.problem(message);
    }
  }

  async close(): Promise<void> {
    this.isOpen = false;
    const ended = this.client.end().catch(() => undefined);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, FAREWELL_MS).unref())]);
  }

  /** A user without the right to make tables can use those that are there. */
  private async migrate({ schema, table }: Names): Promise<void> {
    const { versioned, version, setVersion, migrations } = this.statements;
    await this.client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    const { rows } = await this.client.query('select to_regclass($1) is not null as there', [
      `${schema ? `"${schema}".` : ''}"${table}_schema"`,
    ]);
    if (!rows[0]?.there) await this.client.query(versioned);
    const found = Number((await this.client.query(version)).rows[0]?.version ?? 0);
    if (found > SCHEMA)
      throw new InspectionError('ERR_DATABASE_NEWER', { database: this.address, found, known: SCHEMA });
    for (const step of migrations.slice(found)) for (const sql of step) await this.client.query(sql);
    if (found < SCHEMA) await this.client.query(setVersion, [SCHEMA]);
  }

  private async transact(work: () => Promise<void>): Promise<void> {
    await this.client.query('begin');
    try {
      await work();
      await this.client.query('commit');
    } catch (thrown) {
      if (SQLSTATE.test((thrown as DatabaseError).code ?? ''))
        await this.client.query('rollback').catch(() => undefined);
      throw thrown;
    }
  }

  private lose(reason = 'connection ended'): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.lost(this.problem(reason));
  }

  private problem(reason: string): InspectionError {
    return new InspectionError('ERR_DATABASE', { database: this.address, reason });
  }
}
