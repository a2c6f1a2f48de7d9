import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { InspectionError } from '../inspection/errors';

/**
 * Keeps every other Node-RED of this machine out of a folder for as long as this process lives.
 *
 * The system ends a socket with its process, however that dies; a file with a process number would, after a power cut,
 * stop the line because some other program has that number now.
 *
 * @returns the way to let go
 * @throws InspectionError ERR_INBOX_HELD
 */
export async function hold(folder: string): Promise<() => void> {
  const address = addressOf(resolve(folder));
  const server = (await listen(address)) ?? (await listenAgain(address));
  if (!server) throw new InspectionError('ERR_INBOX_HELD', { path: folder });
  server.unref();
  return () => void server.close();
}

function addressOf(folder: string): string {
  const name = `gyeol-queue-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
  if (process.platform === 'linux') return `\0${name}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

async function listen(address: string): Promise<Server | undefined> {
  const server = createServer((caller) => caller.destroy());
  server.listen(address);
  try {
    await once(server, 'listening');
    return server;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw thrown;
  }
}

/** A socket that is a file stays behind when its process is killed, and then refuses callers. */
async function listenAgain(address: string): Promise<Server | undefined> {
  if (!address.endsWith('.sock')) return undefined;
  const caller = connect(address);
  const answered = await once(caller, 'connect').then(
    () => true,
    () => false,
  );
  caller.destroy();
  if (answered) return undefined;
  await rm(address, { force: true });
  return listen(address);
}
