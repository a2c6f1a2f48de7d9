import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, stat, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { timestamp } from '../../inspection/clock';
import type { InspectionFailure } from '../../inspection/record';
import { replaceFile } from '../../replace-file';

/** A message as the broker delivered it. */
export interface Arrival {
  topic: string;
  payload: Buffer;
  qos: number;
  retain: boolean;
  /** The broker's number of the delivery, and whether it has delivered it before; none for QoS 0. */
  messageId?: number;
  dup: boolean;
  contentType?: string;
  userProperties?: Record<string, unknown>;
}

/** What a spooled file says before its picture. */
export interface Head extends Omit<Arrival, 'payload' | 'dup'> {
  id: string;
  duplicate?: boolean;
  receivedAt: string;
  sha256: string;
}

export interface Spooled {
  name: string;
  head: Head;
  /** Bytes of the file. */
  size: number;
}

/** Finished files whose heads are kept to know a late redelivery: more than a broker has unconfirmed at a time. */
const REMEMBERED = 100;
const WAITING = '.frame';
const DONE = '.done';
const NUMBER_BYTES = 4;

/**
 * Messages on disk: one file each, written and synced before {@link add} resolves, until it is finished.
 *
 * A file is four bytes (big-endian) that tell the length of the head, the head as JSON, and the payload. Finished files
 * are cut off behind the head and the last {@link REMEMBERED} of them kept.
 */
export class FrameSpool {
  private readonly waiting = new Map<string, Spooled>();
  private readonly done: Spooled[] = [];
  private number = 0;
  /** Of what waits. */
  bytes = 0;

  constructor(private readonly folder: string) {}

  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    for (const name of (await readdir(this.folder)).sort()) {
      const path = join(this.folder, name);
      if (name.endsWith('.tmp')) await unlink(path);
      if (!name.endsWith(WAITING) && !name.endsWith(DONE)) continue;
      this.number = Math.max(this.number, parseInt(name, 10));
      const head = await readHead(path).catch(() => undefined);
      if (!head) {
        await this.keepDamaged(name);
        continue;
      }
      const spooled = { name, head, size: (await stat(path)).size };
      if (name.endsWith(WAITING)) this.keep(spooled);
      else this.done.push(spooled);
    }
  }

  /** What is not finished, oldest first. */
  list(): Spooled[] {
    return [...this.waiting.values()];
  }

  /** Ids of all that is known, finished or not. */
  ids(): string[] {
    return [...this.done, ...this.waiting.values()].map(({ head }) => head.id);
  }

  /** Whether the broker delivers again what is here already: it was not sure that we had it. */
  knows(arrival: Arrival): boolean {
    if (!arrival.dup) return false;
    const sha256 = hashOf(arrival.payload);
    return [...this.done, ...this.waiting.values()].some(
      ({ head }) => head.messageId === arrival.messageId && head.topic === arrival.topic && head.sha256 === sha256,
    );
  }

  /** Resolves when the message survives a power cut. Throws the system's error. */
  async add(arrival: Arrival, id: string, duplicate: boolean): Promise<void> {
    const { topic, qos, retain, messageId, contentType, userProperties, payload } = arrival;
    const sha256 = hashOf(payload);
    const told = { id, ...(duplicate ? { duplicate } : {}), receivedAt: timestamp(), sha256 };
    const head: Head = { ...told, topic, qos, retain, messageId, contentType, userProperties };
    const text = Buffer.from(JSON.stringify(head));
    const length = Buffer.alloc(NUMBER_BYTES);
    length.writeUInt32BE(text.length);
    const bytes = Buffer.concat([length, text, payload]);
    const name = `${String(++this.number).padStart(12, '0')}${WAITING}`;
    await replaceFile(join(this.folder, name), bytes);
    this.keep({ name, head, size: bytes.length });
  }

  async read({ name }: Spooled): Promise<Buffer> {
    const bytes = await readFile(join(this.folder, name));
    return bytes.subarray(NUMBER_BYTES + bytes.readUInt32BE());
  }

  /** Its work is done: it does not come again. Throws the system's error. */
  async finish(spooled: Spooled): Promise<void> {
    const name = spooled.name.replace(WAITING, DONE);
    await rename(join(this.folder, spooled.name), join(this.folder, name));
    this.drop(spooled);
    await truncate(join(this.folder, name), NUMBER_BYTES + Buffer.byteLength(JSON.stringify(spooled.head)));
    this.done.push({ ...spooled, name });
    for (const old of this.done.splice(0, this.done.length - REMEMBERED)) await unlink(join(this.folder, old.name));
  }

  /** Keeps the payload in the folder `failed`, and why. Throws the system's error. */
  async setAside(spooled: Spooled, reason: InspectionFailure): Promise<void> {
    const { code, message, advice } = reason;
    const path = join(this.folder, 'failed', spooled.name.replace(WAITING, ''));
    await replaceFile(`${path}.payload`, await this.read(spooled));
    await replaceFile(
      `${path}.reason.json`,
      `${JSON.stringify({ ...spooled.head, code, message, advice }, null, 2)}\n`,
    );
    await this.finish(spooled);
  }

  /** A disk may lose what it has synced; the rest must go on. */
  private async keepDamaged(name: string): Promise<void> {
    await mkdir(join(this.folder, 'failed'), { recursive: true });
    await rename(join(this.folder, name), join(this.folder, 'failed', name));
  }

  private keep(spooled: Spooled): void {
    this.waiting.set(spooled.name, spooled);
    this.bytes += spooled.size;
  }

  private drop(spooled: Spooled): void {
    if (this.waiting.delete(spooled.name)) this.bytes -= spooled.size;
  }
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function readHead(path: string): Promise<Head> {
  const file = await open(path);
  try {
    const { buffer: length } = await file.read({ buffer: Buffer.alloc(NUMBER_BYTES), position: 0 });
    const { buffer } = await file.read({ buffer: Buffer.alloc(length.readUInt32BE()), position: NUMBER_BYTES });
    return JSON.parse(buffer.toString()) as Head;
  } finally {
    await file.close();
  }
}
