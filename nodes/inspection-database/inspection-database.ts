import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Connect } from '../../lib/database/connection';
import { addressOf, connectPostgres } from '../../lib/database/postgres/connect';
import { loadPg } from '../../lib/database/postgres/library';
import { namesOf } from '../../lib/database/schema';
import { InspectionError } from '../../lib/inspection/errors';
import {
  DEFAULT_FILE,
  DEFAULT_LIMITS,
  DEFAULT_TABLE,
  gatewayName,
  openDatabase,
  outboxOf,
  sqlite,
  type DatabaseNode,
} from '../shared/database';
import { languageIn } from '../shared/language';
import { numberOption, required } from '../shared/options';
import type { StoreNode } from '../shared/store';

interface DatabaseConfig extends NodeDef {
  kind: 'sqlite' | 'postgres';
  file: string;
  host: string;
  port: string;
  database: string;
  tls: string;
  table: string;
  gateway: string;
  maxRows: string;
  maxMegabytes: string;
}

interface Credentials {
  user: unknown;
  password: unknown;
}

type TlsNode = Node & { addTLSOptions?(options: object): ConnectionOptions };

export = function (RED: NodeAPI): void {
  function InspectionDatabase(this: DatabaseNode & StoreNode & Node<Credentials>, config: DatabaseConfig): void {
    RED.nodes.createNode(this, config);
    const gateway = gatewayName(RED, config.gateway);
    const isOwn = config.kind !== 'postgres';
    try {
      const reached = isOwn
        ? sqlite(RED, config.file?.trim() || DEFAULT_FILE, config.table?.trim() || DEFAULT_TABLE)
        : postgres(RED, this, config, gateway);
      const options = { folder: outboxOf(RED, this.id), limits: limitsOf(config), ...reached };
      this.database = openDatabase(this, options, { gateway, isOwn });
      const { outbox } = this.database.recorder;
      this.inbox = () => outbox;
    } catch (thrown) {
      const { code, message, advice } = InspectionError.from(thrown).in(languageIn(RED));
      this.error(`${code}: ${message} → ${advice}`);
    }
  }
  RED.nodes.registerType('inspection-database', InspectionDatabase, {
    credentials: { user: { type: 'text' }, password: { type: 'password' } },
  });
};

/** @throws InspectionError ERR_OPTIONS */
function postgres(
  RED: NodeAPI,
  node: Node<Credentials>,
  config: DatabaseConfig,
  gateway: string,
): { database: string; connect: Connect } {
  const { user, password } = node.credentials ?? {};
  const options = {
    host: required('host', config.host),
    port: numberOption('port', config.port, 5432),
    database: required('database', config.database),
    user: String(user ?? ''),
    password: String(password ?? ''),
    tls: config.tls ? (RED.nodes.getNode(config.tls) as TlsNode | null)?.addTLSOptions?.({}) : undefined,
    names: namesOf(config.table?.trim() || DEFAULT_TABLE),
    gateway,
  };
  const places = [__filename, join((RED.settings as { userDir?: string }).userDir || '.', 'package.json')];
  return {
    database: addressOf(options),
    connect: (lost) => connectPostgres(() => loadPg(places), options, lost),
  };
}

/** @throws InspectionError ERR_OPTIONS */
function limitsOf({ maxRows, maxMegabytes }: DatabaseConfig): typeof DEFAULT_LIMITS {
  return {
    ...DEFAULT_LIMITS,
    maxFrames: Math.max(1, numberOption('maxRows', maxRows, DEFAULT_LIMITS.maxFrames)),
    maxBytes: 1e6 * Math.max(1, numberOption('maxMegabytes', maxMegabytes, DEFAULT_LIMITS.maxBytes / 1e6)),
  };
}
