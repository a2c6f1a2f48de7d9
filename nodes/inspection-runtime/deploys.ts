import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { Actor } from '../../lib/audit/entry';
import { auditFolder } from '../../lib/audit/place';
import { RecordedSettings, type NodeSettings } from '../../lib/audit/settings';
import { packageRoot } from '../../lib/package-root';
import { actorOf, audited, auditLogOf } from '../shared/audit';

/** Node-RED tells who changed a single flow only after the change. */
const WAIT_MS = 3000;

interface Heard {
  event?: string;
  error?: unknown;
  user?: unknown;
  ip?: string;
}

interface Started {
  config?: { flows?: NodeSettings[] };
}

const watched = new WeakSet<object>();

/** Records what each deploy changes in the nodes of this pack, and by whom. */
export function recordDeploys(RED: NodeAPI): void {
  if (!RED.settings.userDir || watched.has(RED.events)) return;
  watched.add(RED.events);
  const log = auditLogOf(RED);
  const settings = new RecordedSettings(log, auditFolder(RED.settings.userDir));
  const deployers = new Deployers(RED);
  const types = ownTypes();
  let turn = audited(RED, () => log.mend());

  RED.events.on('flows:started', ({ config }: Started = {}) => {
    const who = deployers.ask();
    const nodes = (config?.flows ?? []).filter(({ type }) => types.has(type));
    turn = turn.then(() => audited(RED, () => settings.record(nodes, who)));
  });
}

function ownTypes(): Set<string> {
  const manifest = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  const { 'node-red': own } = JSON.parse(manifest) as { 'node-red': { nodes: Record<string, string> } };
  return new Set(Object.keys(own.nodes));
}

/** Who deployed, from what Node-RED tells its log handlers, whether they print it or not. */
class Deployers {
  private readonly heard = new EventEmitter();
  private last?: Actor;
  private isFirst = true;

  constructor(RED: NodeAPI) {
    const handler = new EventEmitter().on('log', (told: Heard) => this.hear(told));
    (RED.log as unknown as { addHandler?(handler: EventEmitter): void }).addHandler?.(handler);
  }

  private hear(told: Heard): void {
    if (!/^flows?\.(set|add|update|remove)$/.test(told.event ?? '') || told.error) return;
    this.last = actorOf(told);
    this.heard.emit('actor');
  }

  /** To be called for every start of flows; resolves when it is known, or not going to be. */
  ask(): () => Promise<Actor> {
    const wasStart = this.isFirst;
    this.isFirst = false;
    const known = this.take();
    return async () => {
      if (known) return known;
      if (!wasStart && !this.last) await this.next();
      return (wasStart ? undefined : this.take()) ?? { kind: 'unknown' };
    };
  }

  private take(): Actor | undefined {
    const actor = this.last;
    this.last = undefined;
    return actor;
  }

  private next(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.heard.off('actor', done);
        resolve();
      };
      const timer = setTimeout(done, WAIT_MS).unref();
      this.heard.on('actor', done);
    });
  }
}
