import { mkdtempSync, readdirSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readEmbeddings, writeEmbeddings } from '../../lib/engine/embedding-store';

let folder: string;

beforeEach(() => {
  const cache = mkdtempSync(join(tmpdir(), 'cache-'));
  vi.stubEnv('XDG_CACHE_HOME', cache);
  folder = join(cache, 'gyeol-inspection/labels');
});

describe('the store of embeddings', () => {
  it('gives back what it was given, bit by bit', async () => {
    await writeEmbeddings('key', [Float32Array.of(0.1, -2), Float32Array.of(3e-9, 4)]);
    expect(await readEmbeddings('key')).toEqual(Float32Array.of(0.1, -2, 3e-9, 4));
    expect(await readEmbeddings('other')).toBeUndefined();
    expect(readdirSync(folder)).toEqual(['key.f32']);
  });

  it('forgets the oldest of too many', async () => {
    for (let index = 0; index < 256; index++) {
      await writeEmbeddings(`key${index}`, [Float32Array.of(index)]);
      // File times may be coarser than the time between two writes.
      utimesSync(join(folder, `key${index}.f32`), index, index);
    }
    await writeEmbeddings('newest', [Float32Array.of(1)]);
    expect(readdirSync(folder)).toHaveLength(256);
    expect(await readEmbeddings('key0')).toBeUndefined();
    expect(await readEmbeddings('key1')).toEqual(Float32Array.of(1));
  });

  it('does nothing where it may not write', async () => {
    vi.stubEnv('XDG_CACHE_HOME', '/dev/null');
    await expect(writeEmbeddings('key', [Float32Array.of(1)])).resolves.toBeUndefined();
    expect(await readEmbeddings('key')).toBeUndefined();
  });
});
