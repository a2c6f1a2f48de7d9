import { createRequire } from 'node:module';
import type { ConnectionOptions } from 'node:tls';
import { InspectionError } from '../../inspection/errors';
import type { Value } from '../columns';

/** What is used of the package `pg`. */
export interface Library {
  Client: new (options: ClientOptions) => Client;
}

export interface ClientOptions {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  ssl: ConnectionOptions | false;
  application_name: string;
  connectionTimeoutMillis: number;
  query_timeout: number;
  keepAlive: boolean;
}

export interface Client {
  connect(): Promise<unknown>;
  query(sql: string, values?: Value[]): Promise<{ rows: Record<string, unknown>[] }>;
  end(): Promise<void>;
  on(event: 'error' | 'end', listener: (error?: Error) => void): void;
}

/** PostgreSQL's own errors have a code of five characters (SQLSTATE). */
export type DatabaseError = Error & { code?: string };

/**
 * Loads `pg`, which only those need who have a PostgreSQL. `places` are files or folders that are searched in turn, each
 * as if it required the package.
 *
 * @throws InspectionError ERR_DATABASE_PG
 */
export function loadPg(places: string[]): Library {
  let reason = '';
  for (const place of places) {
    try {
      return createRequire(place)('pg') as Library;
    } catch (thrown) {
      const { code, message } = thrown as NodeJS.ErrnoException;
      reason = code === 'MODULE_NOT_FOUND' && reason ? reason : (message.split('\n')[0] ?? '');
    }
  }
  throw new InspectionError('ERR_DATABASE_PG', { reason });
}
