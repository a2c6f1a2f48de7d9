import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ModelFolder } from './folder';

/** The key under which a graph names a file with its weights (onnx.proto, `external_data`); protobuf writes it as it is. */
const KEY = Buffer.from('location');

/**
 * The files that a graph may take its weights from, besides itself: none where it names no file, else all that stand
 * beside it and are not graphs. The runtime lets a graph reach no other folder.
 *
 * @param graph relative to the model's folder
 * @returns likewise relative
 */
export async function dataBeside(model: ModelFolder, graph: string): Promise<string[]> {
  if (!(await holds(model.at(graph), KEY))) return [];
  const folder = dirname(graph);
  const entries = await readdir(model.at(folder), { withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && !/\.onnx$|^\.|^model\.json$/.test(entry.name))
    .map(({ name }) => (folder === '.' ? name : `${folder}/${name}`));
}

async function holds(file: string, wanted: Buffer): Promise<boolean> {
  let end = Buffer.alloc(0);
  for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
    const seen = Buffer.concat([end, piece]);
    if (seen.includes(wanted)) return true;
    end = seen.subarray(-(wanted.length - 1));
  }
  return false;
}
