import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../replace-file';
import { hashOf } from '../hash';
import type { Actor, AuditEvent } from './entry';
import type { AuditLog } from './log';

/** A node as Node-RED keeps it. */
export type NodeSettings = Record<string, unknown> & { id: string; type: string; name?: string };

interface Change {
  property: string;
  from?: unknown;
  to?: unknown;
}

/** Where a node stands on the canvas says nothing of what it does. Credentials never stand among settings. */
const NOT_SETTINGS = new Set(['x', 'y', 'w', 'h', 'l', 'g', 'info', 'credentials']);
/** Families whose choice of model is told as such. */
const MODELS = ['clip', 'blip', 'marian'];
const LONGEST_VALUE = 2000;

/** The settings of nodes as they were last recorded, so that a change is seen also when Node-RED did not run. */
export class RecordedSettings {
  constructor(
    private readonly log: AuditLog,
    private readonly folder: string,
  ) {}

  /**
   * Records what differs from the last time, one entry a node. `who` is asked only when something does.
   *
   * @throws InspectionError ERR_AUDIT_WRITE; the system's error
   */
  async record(nodes: NodeSettings[], who: () => Promise<Actor>): Promise<void> {
    const known = await this.read();
    const now = new Map(nodes.map((node) => [node.id, settingsOf(node)]));
    const events = [...new Set([...known.keys(), ...now.keys()])].flatMap((id) => eventOf(known.get(id), now.get(id)));
    if (events.length === 0) return;
    const actor = await who();
    for (const event of events) await this.log.append({ actor, ...event });
    await replaceFile(this.path, JSON.stringify([...now.values()]));
  }

  private get path(): string {
    return join(this.folder, 'settings.json');
  }

  /** Without the file, or with one that somebody spoilt, every node is new. */
  private async read(): Promise<Map<string, NodeSettings>> {
    const nodes = await readFile(this.path, 'utf8')
      .then(JSON.parse)
      .catch(() => []);
    return new Map((nodes as NodeSettings[]).map((node) => [node.id, node]));
  }
}

function settingsOf(node: NodeSettings): NodeSettings {
  return Object.fromEntries(Object.entries(node).filter(([property]) => !NOT_SETTINGS.has(property))) as NodeSettings;
}

function eventOf(was: NodeSettings | undefined, is: NodeSettings | undefined): Omit<AuditEvent, 'actor'>[] {
  const before = was && hashOf(was);
  const after = is && hashOf(is);
  if (before === after) return [];
  const { id, type, name } = (is ?? was)!;
  const changes = was && is && changesOf(was, is);
  const switched = type === 'inspection-runtime' && changes?.some(({ property }) => MODELS.includes(property));
  const event = !was ? 'node.added' : !is ? 'node.removed' : switched ? 'model.switched' : 'settings.changed';
  return [{ event, subject: id, before, after, detail: { type, ...(name && { name }), ...(changes && { changes }) } }];
}

function changesOf(was: NodeSettings, is: NodeSettings): Change[] {
  const properties = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return properties
    .filter((property) => hashOf(was[property]) !== hashOf(is[property]))
    .map((property) => ({ property, from: short(was[property]), to: short(is[property]) }));
}

/** Long values are told by their beginning; the hashes of the entry stand for the whole. */
function short(value: unknown): unknown {
  const text = JSON.stringify(value) ?? '';
  return text.length <= LONGEST_VALUE ? value : `${text.slice(0, LONGEST_VALUE)}…`;
}
