import { open, readFile } from 'node:fs/promises';
import type { FrameFacts } from './entry';
import { pack, unpack, type View } from './packing';

/**
 * A frame's file: a line of JSON that tells what follows, the message as JSON, its pictures as they are. The line can
 * be read alone, and by people.
 */
interface Head extends FrameFacts {
  format: typeof FORMAT;
  acceptedAt: number;
  /** Bytes of the message's JSON. */
  json: number;
  views: View[];
}

const FORMAT = 1;
const FIRST_PART = 4096;
const LINE_END = 10;

export type FrameHead = FrameFacts & { acceptedAt: number };
export type Message = Record<string, unknown>;

/** The parts of a frame's file, in order, and their bytes together. */
export function encodeFrame(message: Message, facts: FrameHead): { parts: Uint8Array[]; bytes: number } {
  const { json, views, blobs } = pack(message);
  const body = Buffer.from(json);
  const head: Head = { format: FORMAT, ...facts, json: body.length, views };
  const parts = [Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]), ...blobs];
  return { parts, bytes: parts.reduce((sum, part) => sum + part.length, 0) };
}

/** Reads the message of a frame's file. Throws when the file is not whole. */
export async function readFrame(path: string): Promise<Message> {
  const file = await readFile(path);
  const end = file.indexOf(LINE_END);
  const { json, views } = parseHead(file.subarray(0, end));
  const blobs = end + 1 + json;
  const bytes = views.reduce((sum, view) => sum + view.bytes, 0);
  if (file.length !== blobs + bytes) throw new Error(`${file.length} bytes, ${blobs + bytes} expected`);
  return unpack(file.toString('utf8', end + 1, blobs), views, file.subarray(blobs));
}

/** Reads the first line of a frame's file, and the size that it tells. Throws when there is none. */
export async function readFrameHead(path: string): Promise<{ head: FrameHead; bytes: number }> {
  const file = await open(path);
  try {
    let length = FIRST_PART;
    for (;;) {
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position: 0 });
      const end = buffer.indexOf(LINE_END);
      if (end >= 0) {
        const { id, print, line, priority, decision, acceptedAt, json, views } = parseHead(buffer.subarray(0, end));
        const bytes = views.reduce((sum, view) => sum + view.bytes, end + 1 + json);
        return { head: { id, print, line, priority, decision, acceptedAt }, bytes };
      }
      if (bytesRead < length) throw new Error('no first line');
      length *= 8;
    }
  } finally {
    await file.close();
  }
}

function parseHead(line: Buffer): Head {
  const head = JSON.parse(line.toString('utf8')) as Head;
  if (head.format !== FORMAT) throw new Error(`format ${String(head.format)}`);
  return head;
}
