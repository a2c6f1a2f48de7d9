import type { InspectionError } from '../inspection/errors';
import type { Change } from './change';

/** A database that was reached, with its tables made. */
export interface Connection {
  /**
   * Does all changes, in their order, or none.
   *
   * @throws Refused when the database would not take one of them, ever
   * @throws InspectionError ERR_DATABASE when it is away; a new connection is to be made
   */
  write(changes: Change[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Makes a connection, and what the database lacks.
 *
 * @param lost called when the connection ends by itself
 * @throws InspectionError ERR_DATABASE, ERR_DATABASE_NEWER, ERR_DATABASE_PG
 */
export type Connect = (lost: (problem: InspectionError) => void) => Promise<Connection>;

/** What is wrong with a change, not with the database. */
export class Refused extends Error {}
