import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root';

export interface Finished {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  finished: Promise<Finished>;
}

/** Starts `gyeol …` as a user does. */
export function startCommand(args: string[], environment: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [join(packageRoot(), 'dist/commands/main.js'), ...args], {
    env: { ...process.env, GYEOL_LANG: 'en-US', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => (output.stdout += String(text)));
  child.stderr.on('data', (text) => (output.stderr += String(text)));
  const finished = once(child, 'close').then(([status]) => ({ status: status as number | null, ...output }));
  return { child, finished };
}

export const gyeol = (args: string[], environment?: NodeJS.ProcessEnv) => startCommand(args, environment).finished;
