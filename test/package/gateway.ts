import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { unusedPort } from '../support/line';

export interface Gateway {
  /** Of the editor. */
  address: string;
  pid: number;
  /** Asks an admin route or an endpoint of the flows. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  json<T>(path: string, init?: RequestInit): Promise<T>;
  /** Replaces all flows; restarts them, or, as the editor's *modified nodes* does, what changed. */
  deploy(flow: object[], type?: 'full' | 'nodes', authorization?: string): Promise<void>;
  log: () => string;
  /** When the process has ended, by whatever means. */
  ended: Promise<unknown>;
  /** Asks Node-RED to end, waits for that, and gives its exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would, and waits for that. */
  kill(): Promise<void>;
}

/** Node-RED gave no answer; it may be dead. */
export class BrokenOff extends Error {}

const LAST_WORDS_MS = 5000;

/** Starts Node-RED as a user does, with the given Node.js, options of it and variables, on a user directory. */
export async function startNodeRed(
  node: string,
  nodeRed: string,
  userDirectory: string,
  nodeOptions: string[] = [],
  environment: Record<string, string> = {},
): Promise<Gateway> {
  const port = String(await unusedPort());
  const address = `http://127.0.0.1:${port}`;
  const settings = ['-D', 'uiHost=127.0.0.1', '-D', 'telemetry.enabled=false'];
  const child = spawn(node, [...nodeOptions, nodeRed, '--userDir', userDirectory, '--port', port, ...settings], {
    cwd: userDirectory,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  const starts = new EventEmitter();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log += `${line}\n`;
      if (/Started (modified )?(flows|nodes)|(플로우|노드) 시작됨/.test(line)) starts.emit('flows');
    });
  }
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const flowsStarted = () => {
    const failed = ended.then(([code]) => Promise.reject(new Error(`Node-RED ended with ${code}\n${log}`)));
    return Promise.race([once(starts, 'flows'), failed]);
  };
  await flowsStarted();

  /** Each on a connection of its own: one that is kept may be closed by Node-RED just as the next request leaves. */
  const ask = async (path: string, init?: RequestInit) => {
    const headers = { ...(init?.headers as Record<string, string>), connection: 'close' };
    return fetch(`${address}${path}`, { ...init, headers }).catch(async (cause: unknown) => {
      // One that dies tells why only at its end.
      await Promise.race([ended, pause(LAST_WORDS_MS)]);
      const state = child.exitCode ?? child.signalCode ?? 'running';
      throw new BrokenOff(`${path}: Node-RED (${state}) broke off\n${log}`, { cause });
    });
  };
  const json = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const response = await ask(path, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}\n${log}`);
    return (await response.json()) as T;
  };
  return {
    address,
    pid: child.pid!,
    ask,
    json,
    deploy: async (flows, type = 'full', authorization) => {
      const headers = {
        'content-type': 'application/json',
        'Node-RED-API-Version': 'v2',
        'Node-RED-Deployment-Type': type,
        ...(authorization && { authorization }),
      };
      const started = flowsStarted();
      await json('/flows', { method: 'POST', headers, body: JSON.stringify({ flows }) });
      await started;
    },
    log: () => log,
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      return (await ended)[0];
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
