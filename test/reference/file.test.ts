import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readReference, storeReference, writeReference } from '../../lib/reference/file';
import { openReference } from '../../lib/reference/open';

const MEMORY = {
  learntAt: '2026-11-26T09:00:00.000+09:00',
  model: { id: 'starter-clip', revision: '2026-11-26', precision: 'fp32' },
  picturesHash: 'ab',
  view: { roi: [0, 0, 1, 1] as [number, number, number, number], centreCrop: 1 },
  pictures: ['cd'],
  scale: Float32Array.of(0.5, 2),
  vectors: Int8Array.of(1, -127, 3, 4),
  peaks: Float32Array.of(3, 4),
  usual: { mean: -1.5, spread: 0.5 },
  expected: Float32Array.of(-4, 2),
  trust: 0.5,
  embeddings: Float32Array.of(0.6, 0.8),
};
const text = writeReference(MEMORY);
const spoilt = (from: string, to: string) => () => readReference(text.replace(from, to));

describe('the file of good parts', () => {
  it('gives back what was written', () => {
    const { hash, ...memory } = readReference(text);
    expect(memory).toMatchObject(MEMORY);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses another format, an earlier or a later version, and a file that is not whole', () => {
    expect(() => readReference('{}')).toThrow(expect.objectContaining({ code: 'ERR_REFERENCE' }));
    expect(() => readReference(text.slice(0, -20))).toThrow(expect.objectContaining({ code: 'ERR_REFERENCE' }));
    expect(spoilt('"version": 3', '"version": 2')).toThrow('version 2 ≠ 3');
    expect(spoilt('"version": 3', '"version": 4')).toThrow('version 4 ≠ 3');
    expect(spoilt('-1.5', '-2.5')).toThrow('SHA-256');
    expect(spoilt('"ab"', '"cd"')).toThrow('SHA-256');
  });

  it('is the same object until it changes, so that it is sent to the engine once', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'reference-')), 'good.json');
    writeFileSync(file, text);
    const first = await openReference(file);
    expect(await openReference(file)).toBe(first);
    writeFileSync(file, writeReference({ ...MEMORY, picturesHash: 'another' }));
    expect((await openReference(file)).picturesHash).toBe('another');
    await expect(openReference(`${file}.none`)).rejects.toMatchObject({ code: 'ERR_REFERENCE' });
    const stored = storeReference(MEMORY);
    expect(await openReference(stored)).toBe(await openReference(stored));
    const turned = Object.fromEntries(Object.entries(stored).reverse()) as typeof stored;
    expect((await openReference(turned)).hash).toBe(stored.hash);
  });
});
