import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../lib/package-root';

const root = packageRoot(__dirname);

export interface RunningLine {
  address: string;
  child: ChildProcess;
  /** Everything printed so far. */
  output: () => string;
  /** Sends Ctrl-C and waits for the end; the exit code. */
  stop(): Promise<number | null>;
}

export async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts what `npm start` starts, in a folder of its own, and waits for the ready line. */
export async function startLine(folder: string, port: number, args: string[] = []): Promise<RunningLine> {
  const child = spawn(
    process.execPath,
    [join(root, 'dist/commands/start.js'), '--no-open', '--home', folder, ...args],
    {
      cwd: folder,
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let printed = '';
  child.stderr.on('data', (chunk) => (printed += String(chunk)));
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      printed += `${line}\n`;
      if (line.startsWith('ready:')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}\n${printed}`)));
  });
  return {
    address: `http://127.0.0.1:${port}`,
    child,
    output: () => printed,
    stop: async () => {
      if (child.exitCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}
