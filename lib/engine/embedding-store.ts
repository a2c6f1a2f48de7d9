import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const HASH_BYTES = 32;

/** Most files kept; a flow that makes up labels must not fill the disk. */
const LARGEST = 256;

function folder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'gyeol-inspection', 'labels');
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

/** The vectors stored under `key`, one after the other; undefined when there are none or the file is damaged. */
export async function readEmbeddings(key: string): Promise<Float32Array | undefined> {
  const bytes = await readFile(join(folder(), `${key}.f32`)).catch(() => undefined);
  if (!bytes || bytes.length <= HASH_BYTES) return undefined;
  const values = bytes.subarray(HASH_BYTES);
  if (!sha256(values).equals(bytes.subarray(0, HASH_BYTES))) return undefined;
  return new Float32Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength));
}

/** Stores the vectors behind their SHA-256. A cache only: where it cannot be written, nothing happens. */
export async function writeEmbeddings(key: string, vectors: Float32Array[]): Promise<void> {
  const values = Buffer.concat(
    vectors.map((vector) => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)),
  );
  const file = join(folder(), `${key}.f32`);
  const unfinished = `${file}.${process.pid}`;
  try {
    await mkdir(folder(), { recursive: true, mode: 0o700 });
    await writeFile(unfinished, Buffer.concat([sha256(values), values]), { mode: 0o600 });
    await rename(unfinished, file);
    await forgetOldest();
  } catch {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
}

async function forgetOldest(): Promise<void> {
  const files = (await readdir(folder())).map((name) => join(folder(), name));
  if (files.length <= LARGEST) return;
  const written = new Map(await Promise.all(files.map(async (file) => [file, (await stat(file)).mtimeMs] as const)));
  files.sort((a, b) => written.get(a)! - written.get(b)!);
  await Promise.all(files.slice(0, files.length - LARGEST).map((file) => rm(file, { force: true })));
}
