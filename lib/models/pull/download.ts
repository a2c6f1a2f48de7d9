import { setTimeout as delay } from 'node:timers/promises';
import { InspectionError } from '../../inspection/errors';
import { PartialFile } from './part';
import { Interrupted, request, type Answer } from './request';

export interface Wanted {
  url: string;
  /** For messages: the file's name in the model. */
  path: string;
  /** Absolute; the bytes so far stand beside it as `.part`. */
  target: string;
  bytes?: number | null;
  sha256?: string | null;
  token?: string;
}

export const DEFAULT_STALL_MS = 30_000;

export interface DownloadOptions {
  signal?: AbortSignal;
  /** A server that is silent for this long is asked again, ms. */
  stallMs?: number;
  /** Tries in a row that bring no byte before the file is given up. */
  attempts?: number;
  /** Between two tries, ms. */
  waitMs?: number;
  /** Bytes of the file that are here, and of how many, as far as known. */
  onBytes?(bytes: number, total?: number): void;
}

export interface Landed {
  bytes: number;
  sha256: string;
  /** Who vouched for the hash: the catalogue, the hub, or nobody yet. */
  trust: 'catalogue' | 'hub' | 'first-use';
  /** Of the repository, as the hub told it. */
  commit?: string;
}

/**
 * Downloads a file and lands it under its name only when it is whole and has the expected SHA-256. Goes on where an
 * earlier try was broken off, in this run or another.
 *
 * @throws InspectionError ERR_MODEL_SOURCE (404), ERR_MODEL_ACCESS (401, 403), ERR_DOWNLOAD, ERR_DOWNLOAD_CHECKSUM,
 * ERR_DISK_FULL, ERR_CANCELLED
 */
export async function download(wanted: Wanted, options: DownloadOptions = {}): Promise<Landed> {
  const { signal, attempts = 5, waitMs = 2000 } = options;
  const part = new PartialFile(wanted.target);
  for (let left = attempts; ;) {
    await part.recall();
    const before = part.bytes;
    try {
      signal?.throwIfAborted();
      return await attempt(wanted, part, options);
    } catch (thrown) {
      await part.pause();
      if (signal?.aborted) throw new InspectionError('ERR_CANCELLED');
      if (!(thrown instanceof Interrupted)) throw thrown;
      left = part.bytes > before ? attempts : left - 1;
      if (left <= 0) throw new InspectionError('ERR_DOWNLOAD', { url: wanted.url, reason: thrown.message });
    }
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
  }
}

async function attempt(wanted: Wanted, part: PartialFile, options: DownloadOptions): Promise<Landed> {
  const { signal, stallMs = DEFAULT_STALL_MS, onBytes } = options;
  const { version } = part;
  // A weak etag promises too little for byte ranges; the hub's hash names the content whatever the server says.
  const etag = version.etag?.startsWith('W/') ? undefined : version.etag;
  const range: Record<string, string> =
    part.bytes > 0 && (etag || version.linked)
      ? { range: `bytes=${part.bytes}-`, ...(etag && { 'if-range': etag }) }
      : {};
  const answer = await request(wanted.url, { headers: range, token: wanted.token, signal, stallMs });
  try {
    const told = whatIsTold(answer);
    const resumed = answer.status === 206 && startOf(answer) === part.bytes && told.linked === version.linked;
    // The range does not fit what the server has (any more): from the beginning, then.
    if (answer.status === 416 || (answer.status === 206 && !resumed)) {
      await part.discard();
      throw new Interrupted('the file changed on the server');
    }
    refuse(answer, wanted);
    const total = told.size ?? (resumed ? totalOf(answer) : lengthOf(answer));
    if (wanted.bytes && total && total !== wanted.bytes) throw mismatch(wanted, `${wanted.bytes} B`, `${total} B`);
    if (wanted.sha256 && told.linked && told.linked !== wanted.sha256)
      throw mismatch(wanted, wanted.sha256, told.linked);
    await part.begin(resumed, { etag: answer.headers.etag, linked: told.linked });
    await part.assertSpace((total ?? wanted.bytes ?? 0) - part.bytes);
    onBytes?.(part.bytes, total);
    await receive(answer, part, () => onBytes?.(part.bytes, total));
    if (total !== undefined && part.bytes < total) throw new Interrupted('the connection ended early');
    if (total !== undefined && part.bytes > total) throw mismatch(wanted, `${total} B`, `${part.bytes} B`);
    return await land(wanted, part, told);
  } finally {
    answer.body.destroy();
  }
}

async function receive({ body }: Answer, part: PartialFile, step: () => void): Promise<void> {
  for await (const chunk of interruptible(body)) {
    await part.write(chunk as Buffer);
    step();
  }
}

/** Failures of the connection, told apart from those of the disk. */
async function* interruptible(body: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* body;
  } catch (thrown) {
    throw thrown instanceof Interrupted ? thrown : new Interrupted((thrown as Error).message);
  }
}

async function land(wanted: Wanted, part: PartialFile, { linked, commit }: Told): Promise<Landed> {
  const sha256 = await part.digest();
  const expected = wanted.sha256 ?? linked;
  if (expected && sha256 !== expected) {
    await part.discard();
    throw mismatch(wanted, expected, sha256);
  }
  const { bytes } = part;
  await part.land();
  return { bytes, sha256, trust: wanted.sha256 ? 'catalogue' : linked ? 'hub' : 'first-use', commit };
}

interface Told {
  /** SHA-256 of a large file. */
  linked?: string;
  size?: number;
  commit?: string;
}

/** A mirror that serves large files itself tells their hash as plain etag. */
function whatIsTold({ first }: Answer): Told {
  const header = (name: string) => (first[name] as string | undefined)?.replace(/^W\/|"/g, '');
  const linked = [header('x-linked-etag'), header('location') ? undefined : header('etag')];
  return {
    linked: linked.find((etag) => etag && /^[0-9a-f]{64}$/.test(etag)),
    size: Number(header('x-linked-size')) || undefined,
    commit: header('x-repo-commit'),
  };
}

const lengthOf = ({ headers }: Answer) => Number(headers['content-length']) || undefined;
const startOf = ({ headers }: Answer) => Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1]);
const totalOf = ({ headers }: Answer) => Number(/\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1]) || undefined;

function refuse({ status }: Answer, { url, path }: Wanted): void {
  if (status === 200 || status === 206) return;
  if (status === 404) throw new InspectionError('ERR_MODEL_SOURCE', { path, url });
  if (status === 401 || status === 403) throw new InspectionError('ERR_MODEL_ACCESS', { url, status });
  if (status === 429 || status >= 500) throw new Interrupted(`the server answers ${status}`);
  throw new InspectionError('ERR_DOWNLOAD', { url, reason: `the server answers ${status}` });
}

const mismatch = ({ path, url }: Wanted, expected: string, actual: string) =>
  new InspectionError('ERR_DOWNLOAD_CHECKSUM', { path, url, expected, actual });
