import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../../lib/package-root';

export interface ServerOptions {
  port: number;
  /** For its certificates. */
  folder: string;
  /** Without any, everybody may come in. */
  users?: Record<string, string>;
  trustsClients?: boolean;
  /** No picture until the first one is shown. */
  empty?: boolean;
}

export type Order =
  | { kind: 'show'; number: number; bytes?: number }
  | { kind: 'stream'; from: number; to: number; everyMs: number; large?: { every: number; bytes: number } }
  | { kind: 'file'; number: number; bytes?: number; short?: number }
  /** No subscription that is there hears of the picture any more; signs of life go on. */
  | { kind: 'mute' }
  /** Answers what is written (to one variable, or to all) and called with this status; without one, as it is. */
  | { kind: 'refuse'; status?: string; name?: string }
  /** Lets in clients whose certificates it refused. */
  | { kind: 'trust' };

export interface OpcUaServer {
  port: number;
  url: string;
  /** Resolves when it is carried out. */
  order(order: Order): Promise<void>;
  /** Stops and continues the process; its connections stay open and silent. */
  freeze(frozen: boolean): void;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  log(): string;
}

/** Starts a real node-opcua server in a process of its own, and waits until it listens. */
export async function startOpcUaServer(options: ServerOptions): Promise<OpcUaServer> {
  const program = join(packageRoot(__dirname), 'dist/test/support/opcua/server.js');
  const child = fork(program, [JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let log = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (log += String(chunk)));
  // Behind the end of what it wrote, unlike its exit.
  const ended = once(child, 'close');
  await Promise.race([once(child, 'message'), ended.then(() => Promise.reject(new Error(log)))]);
  return {
    port: options.port,
    url: `opc.tcp://127.0.0.1:${options.port}`,
    order: async (order) => {
      const done = once(child, 'message');
      child.send(order);
      await done;
    },
    freeze: (frozen) => child.kill(frozen ? 'SIGSTOP' : 'SIGCONT'),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    log: () => log,
  };
}
