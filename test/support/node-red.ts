import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node } from 'node-red';
import helper from 'node-red-node-test-helper';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { InspectionMessage } from '../../nodes/shared/messages';
import { configTypes } from './node-types';

export const root = join(__dirname, '../..');
const load = createRequire(__filename);

export type FlowNode = { id: string; type: string; [property: string]: unknown };

/** Starts one real Node-RED runtime for a test file, with a user directory of its own; flows are unloaded after each test. */
export function useNodeRed(settings: Record<string, unknown> = {}): void {
  const userDir = mkdtempSync(join(tmpdir(), 'node-red-'));
  beforeAll(async () => {
    helper.init(load.resolve('node-red'), { userDir, ...settings } as never);
    await new Promise<void>((resolve) => helper.startServer(resolve));
  });
  afterEach(async () => {
    await helper.unload();
  });
  afterAll(async () => {
    await new Promise<void>((resolve) => helper.stopServer(() => resolve()));
    // Stores stay open for a while behind their nodes, and may still write.
    rmSync(userDir, { recursive: true, force: true, maxRetries: 5 });
  });
}

/** Loads a flow with the compiled nodes of this pack that it uses; a Catch node wired to a helper `caught` is added. */
export async function deploy(flow: FlowNode[]): Promise<typeof helper> {
  const tab: FlowNode = { id: 'tab', type: 'tab', label: 'test' };
  const onTab = flow.map((node) => (isConfig(node) ? node : { z: 'tab', ...node }));
  const catchAll = { id: 'any-error', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['caught']] };
  const caught = { id: 'caught', type: 'helper', z: 'tab', wires: [] };
  const types = new Set(flow.map(({ type }) => type));
  const modules = [...types].flatMap((type) => {
    const compiled = join(root, 'dist/nodes', type, `${type}.js`);
    return existsSync(compiled) ? [load(compiled) as never] : [];
  });
  await helper.load(modules, [tab, ...onTab, catchAll, caught] as never);
  return helper;
}

const isConfig = ({ type }: FlowNode) => configTypes.includes(type);

/** The next message that arrives at a helper node. */
export function nextAt(id: string): Promise<InspectionMessage> {
  return new Promise((resolve) => nodeOf(id).once('input', resolve as never));
}

/** The next message that arrives at any of these helper nodes; the others are left as they were. */
export function nextAtAny(ids: string[]): Promise<InspectionMessage> {
  return new Promise((resolve) => {
    const take = (msg: unknown) => {
      for (const id of ids) nodeOf(id).removeListener('input', take as never);
      resolve(msg as InspectionMessage);
    };
    for (const id of ids) nodeOf(id).on('input', take as never);
  });
}

/** The next `count` messages that arrive at a helper node. */
export function nextOf(id: string, count: number): Promise<InspectionMessage[]> {
  const messages: InspectionMessage[] = [];
  return new Promise((resolve) => {
    const take = (msg: unknown) => {
      messages.push(msg as InspectionMessage);
      if (messages.length < count) return;
      nodeOf(id).removeListener('input', take as never);
      resolve(messages);
    };
    nodeOf(id).on('input', take as never);
  });
}

export function nodeOf(id: string): Node {
  return helper.getNode(id) as unknown as Node;
}

/** Statuses a node showed since the flow was loaded. */
export function statusesOf(id: string): { fill: string; shape: string; text: string }[] {
  const node = helper.getNode(id) as unknown as { status: { args: [{ fill: string; shape: string; text: string }][] } };
  return node.status.args.map(([status]) => status);
}

/** Resolves when a node shows a status of this text. */
export function statusShown(id: string, wanted: string): Promise<void> {
  return new Promise((resolve) =>
    nodeOf(id).on(
      'call:status' as never,
      (({ args }: { args: [{ text: string }] }) => {
        if (args[0].text === wanted) resolve();
      }) as never,
    ),
  );
}
