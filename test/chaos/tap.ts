import files from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Shifted } from './shifted-date';

/** Where Node-RED is to end. */
export interface Trigger {
  /** A call of `node:fs/promises`, or the event that a node tells when it has worked on a frame. */
  call: 'open' | 'rename' | 'unlink' | 'event';
  /** What the path (of a renamed file, the new one) matches; or the node's type. */
  at: string;
  moment: 'before' | 'after';
  /** So many times it goes on. */
  skip: number;
}

const CALLS = ['open', 'rename', 'unlink'] as const;
const CLOCK = 'chaos-clock';

/**
 * Settings of a Node-RED that can be made to kill itself at one exact step, to believe in another time, and to find its
 * disk full where a real small disk cannot be had. What it runs is not changed otherwise.
 */
export function tapped(userDir: string): object {
  const date = new Shifted();
  let trigger: (Trigger & { pattern: RegExp }) | undefined;
  let isDiskFull = false;

  const pass = (call: Trigger['call'], at: string, moment: Trigger['moment']) => {
    if (trigger?.call !== call || trigger.moment !== moment || !trigger.pattern.test(at)) return;
    if (trigger.skip-- > 0) return;
    process.kill(process.pid, 'SIGKILL');
  };

  const calls = files as unknown as Record<(typeof CALLS)[number], (...args: unknown[]) => Promise<unknown>>;
  for (const call of CALLS) {
    const real = calls[call];
    calls[call] = async (...args) => {
      const path = String(call === 'rename' ? args[1] : args[0]);
      pass(call, path, 'before');
      if (isDiskFull && call === 'open' && /^[wa]/.test(String(args[1] ?? 'r')) && path.startsWith(userDir)) {
        throw Object.assign(new Error(`ENOSPC: no space left on device, open '${path}'`), { code: 'ENOSPC' });
      }
      const done = await real.apply(files, args);
      pass(call, path, 'after');
      return done;
    };
  }

  const told = ({ msg }: { msg?: { event?: string; node?: string } }) => {
    if (msg?.event === 'done') pass('event', String(msg.node), 'after');
  };
  const orders: Record<string, (value: string) => void> = {
    kill: (value) => {
      const wanted = JSON.parse(value) as Trigger;
      trigger = { ...wanted, pattern: new RegExp(wanted.at) };
    },
    clock: (value) => date.by(Number(value)),
    disk: (value) => void (isDiskFull = value === 'full'),
  };
  date.by(Number(readOr(join(userDir, CLOCK), '0')));

  return {
    flowFile: 'flows.json',
    logging: {
      console: { level: 'info', metrics: false, audit: false },
      tap: { level: 'info', handler: () => told },
    },
    httpAdminMiddleware: (request: IncomingMessage, response: ServerResponse, next: () => void) => {
      const { pathname, searchParams } = new URL(request.url!, 'http://tap');
      const order = /^\/chaos\/(\w+)$/.exec(pathname)?.[1];
      if (!order) return next();
      orders[order]!(searchParams.get('value')!);
      response.writeHead(204).end();
    },
  };
}

/** The file whose milliseconds a Node-RED that starts believes to be off by. */
export const clockFile = (userDir: string) => join(userDir, CLOCK);

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
