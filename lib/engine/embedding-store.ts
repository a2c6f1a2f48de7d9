import { Cache } from './cache';

const labels = new Cache('labels', '.f32');

/** The vectors stored under `key`, one after the other; undefined when there are none or the file is damaged. */
export async function readEmbeddings(key: string): Promise<Float32Array | undefined> {
  const values = await labels.read(key);
  return values && new Float32Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength));
}

export async function writeEmbeddings(key: string, vectors: Float32Array[]): Promise<void> {
  const values = vectors.map((vector) => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
  await labels.write(key, Buffer.concat(values));
}
