import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import type { Connect } from '../../lib/database/connection';
import { openRecorder } from '../../lib/database/open';
import type { Recorder, RecorderOptions } from '../../lib/database/recorder';
import { namesOf } from '../../lib/database/schema';
import { hasSqlite } from '../../lib/database/sqlite/available';
import { connectSqlite } from '../../lib/database/sqlite/connect';
import { addCheck } from '../../lib/health/checks';
import { InspectionError } from '../../lib/inspection/errors';
import { LEAST_NODE } from '../../lib/node-version';
import { outboxDirectory } from './folders';

/** What an inspection-database config node offers to the nodes that name it. */
export interface Database {
  recorder: Recorder;
  /** How this Node-RED is called in rows. */
  gateway: string;
  /** Rows are taken out with their report's files: the database is this gateway's own. */
  isOwn: boolean;
}

export type DatabaseNode = Node & { database?: Database };

export const DEFAULT_TABLE = 'inspections';
export const DEFAULT_FILE = 'gyeol-inspections.sqlite';
/** Rows are small: they still find room where pictures and documents do not, and a frame waits for a disk that is full. */
export const DEFAULT_LIMITS = { maxFrames: 100_000, maxBytes: 1e9, minFree: 0 };

interface Settings {
  userDir?: string;
  uiPort?: number;
}

const settingsOf = (RED: NodeAPI) => RED.settings as Settings;

/** A name that no other Node-RED of the plant has, as long as hosts have names of their own. */
export function gatewayName(RED: NodeAPI, given?: string): string {
  return given?.trim() || `${hostname()}:${settingsOf(RED).uiPort ?? 1880}`;
}

/** Where rows wait for the database of a node; one without a config node has a place of its own. */
export const outboxOf = (RED: NodeAPI, id = 'default'): string =>
  join(outboxDirectory(RED), `inspection-database-${id.replace(/[^\w-]/g, '_')}`);

/**
 * How a file of SQLite is reached; `file` is relative to the user directory.
 *
 * @throws InspectionError ERR_NODE_VERSION, ERR_OPTIONS
 */
export function sqlite(
  RED: NodeAPI,
  file = DEFAULT_FILE,
  table = DEFAULT_TABLE,
): { database: string; connect: Connect } {
  if (!hasSqlite()) throw new InspectionError('ERR_NODE_VERSION', { version: process.version, least: LEAST_NODE });
  const path = resolve(settingsOf(RED).userDir || '.', file);
  const names = namesOf(table);
  return { database: path, connect: (lost) => connectSqlite({ path, names }, lost) };
}

/** Opens a database for a node, until it closes. */
export function openDatabase(node: Node, options: RecorderOptions, about: Omit<Database, 'recorder'>): Database {
  const { recorder, release } = openRecorder(options);
  const uncheck = addCheck(async () => {
    const detail = await recorder.outbox.then(
      (outbox) => outbox.limitReached(),
      (thrown: Error) => thrown.message,
    );
    return [{ check: 'database', subject: options.database, ok: detail === undefined, detail }];
  });
  node.on('close', (done: () => void) => {
    uncheck();
    void release().then(done);
  });
  return { recorder, ...about };
}

/**
 * The chosen database; a node that names none gets the file of SQLite of this gateway, shared with all such nodes.
 *
 * @throws InspectionError ERR_NODE_VERSION
 */
export function databaseOf(RED: NodeAPI, node: Node, id: string | undefined): Database | undefined {
  const chosen = id ? (RED.nodes.getNode(id) as DatabaseNode | null) : null;
  if (chosen) return chosen.database;
  const options = { folder: outboxOf(RED), limits: DEFAULT_LIMITS, ...sqlite(RED) };
  return openDatabase(node, options, { gateway: gatewayName(RED), isOwn: true });
}
