import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { loadPg, type Client } from '../../lib/database/postgres/library';
import { unusedPort } from './line';

export const USER = 'gyeol';
export const PASSWORD = 'n4cht-und-nebel';

export interface Postgres {
  readonly port: number;
  /** Rows of one statement, or of several, by the owner. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and takes it off the disk. */
  remove(): Promise<void>;
}

/** PostgreSQL refuses to run as root. */
const NOBODY = 65534;
const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** Where Debian keeps what is not on the path. */
async function program(name: string): Promise<string> {
  const home = '/usr/lib/postgresql';
  const versions = (await readdir(home).catch(() => [])).sort((a, b) => Number(b) - Number(a));
  return versions[0] ? join(home, versions[0], 'bin', name) : name;
}

/** Starts a real PostgreSQL with a cluster of its own, lines of configuration added, and waits until it takes connections. */
export async function startPostgres(configuration: string[] = []): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  const secret = join(folder, 'password');
  await writeFile(secret, PASSWORD);
  if (asNobody.uid) for (const path of [folder, secret]) await chown(path, NOBODY, NOBODY);
  const data = join(folder, 'data');
  const options = ['-D', data, '-U', USER, '--pwfile', secret, '-A', 'scram-sha-256', '-E', 'UTF8', '--locale', 'C'];
  const made = spawn(await program('initdb'), [...options, '--no-sync'], { cwd: folder, ...asNobody, stdio: 'ignore' });
  const [code] = (await once(made, 'exit')) as [number];
  if (code !== 0) throw new Error(`initdb ended with ${code}`);

  const port = await unusedPort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    ...configuration,
  ];
  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals) => {
    const ended = child && child.exitCode === null && once(child, 'exit');
    child?.kill(signal);
    await ended;
    child = undefined;
  };
  const server: Postgres = {
    port,
    query: async (sql) => {
      const client = await clientOf(port);
      try {
        return (await client.query(sql)).rows;
      } finally {
        await client.end();
      }
    },
    start: async () => {
      const args = ['-D', data, ...settings.flatMap((each) => ['-c', each])];
      child = spawn(await program('postgres'), args, { cwd: folder, ...asNobody, stdio: ['ignore', 'ignore', 'pipe'] });
      await ready(child);
    },
    kill: () => end('SIGQUIT'),
    remove: async () => {
      await end('SIGQUIT');
      await rm(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

async function ready(child: ChildProcess): Promise<void> {
  let log = '';
  const listening = new Promise<void>((resolve) => {
    createInterface({ input: child.stderr! }).on('line', (line) => {
      log += `${line}\n`;
      if (line.includes('ready to accept connections')) resolve();
    });
  });
  await Promise.race([listening, once(child, 'exit').then(() => Promise.reject(new Error(log)))]);
}

async function clientOf(port: number): Promise<Client> {
  const { Client } = loadPg([__filename]);
  const client = new Client({
    host: '127.0.0.1',
    port,
    database: 'postgres',
    user: USER,
    password: PASSWORD,
    ssl: false,
    application_name: 'test',
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
    keepAlive: true,
  });
  await client.connect();
  return client;
}
