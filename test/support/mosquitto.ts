import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Broker {
  port: number;
  /** What it has logged so far. */
  log(): string;
  /** Asks it to end: what it has to remember it writes down. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** Starts a real mosquitto with the given lines of configuration, and waits until it listens. `told` gets what it logs. */
export async function startMosquitto(
  folder: string,
  port: number,
  configuration: string[] = [],
  told: (line: string) => void = () => {},
): Promise<Broker> {
  const file = join(folder, `mosquitto-${port}.conf`);
  const common = [`listener ${port} 127.0.0.1`, 'log_type all', 'log_dest stderr'];
  const anonymous = configuration.some((line) => line.startsWith('password_file')) ? 'false' : 'true';
  await writeFile(file, [...common, `allow_anonymous ${anonymous}`, ...configuration, ''].join('\n'));
  const child = spawn('mosquitto', ['-c', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const ended = once(child, 'close');
  const listening = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        log += `${line}\n`;
        told(line);
        if (/ running$/.test(line)) resolve();
      });
    }
  });
  await Promise.race([listening, ended.then(() => Promise.reject(new Error(log)))]);
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    await ended;
  };
  return { port, log: () => log, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}
