import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../commands/evaluate';
import type { SentenceSummary } from '../../commands/evaluation/sentences';
import { chrf } from '../../lib/evaluation/chrf';
import { readManifest } from '../../lib/evaluation/dataset/manifest';
import { useFreshFolder } from '../support/fresh';

const fixture = (name: string) => join(__dirname, '../fixtures/sentences', `${name}.jsonl`);
const folder = useFreshFolder('sentences-');

async function figures(name: string, ...options: string[]): Promise<SentenceSummary> {
  const out = join(folder.path, `${name}.json`);
  await run([fixture(name), '--out', out, ...options]);
  return JSON.parse(readFileSync(out, 'utf8')) as SentenceSummary;
}

describe('gyeol evaluate over sentences', () => {
  it('finds the shipped translator at its floors on combinations that were never trained on', async () => {
    const summary = await figures('held-out', '--limit', '200');
    expect(summary).toMatchObject({ n: 200, errors: 0, numbers_kept: 1, number_invented: 0, number_lost: 0 });
    expect(summary.exact).toBeGreaterThanOrEqual(0.97);
    expect(summary.chrf).toBeGreaterThanOrEqual(0.98);
    expect(Object.values(summary.per_source).reduce((sum, { n }) => sum + n, 0)).toBe(200);
    expect(summary.models.translate).toMatchObject({ id: 'starter-marian' });
  });

  it('finds no number invented or lost in sentences from outside the grammar', async () => {
    const summary = await figures('outside');
    expect(summary).toMatchObject({ n: 60, errors: 0, exact: null, chrf: null, number_invented: 0, number_lost: 0 });
  });
});

describe('a manifest', () => {
  it('of sentences is told by its first line', async () => {
    expect(await readManifest(fixture('outside'))).toMatchObject({ sentences: { length: 60 } });
  });

  it('that breaks off names the line', async () => {
    const path = join(folder.path, 'broken.jsonl');
    writeFileSync(path, '{"en": "a dent", "ko": "찍힘"}\n{"en": 3}\n');
    await expect(readManifest(path)).rejects.toMatchObject({ parameters: { reason: expect.stringContaining(':2 ') } });
  });
});

describe('chrf', () => {
  it.each([
    ['좌측 상단에 스크래치', '좌측 상단에 스크래치', 1],
    ['좌측 상단에 스크래치', '좌측 하단에 스크래치', 0.56005],
    ['a', '', 0],
  ])('%s / %s: %d', (reference, given, score) => {
    expect(chrf([{ reference, given }])).toBeCloseTo(score, 5);
  });

  it('of a corpus counts its n-grams together', () => {
    const pairs = [
      { reference: '도장 표면에 결함 없음', given: '도장 표면에 결함 없음' },
      { reference: '길이 3.2 mm 균열', given: '균열' },
    ];
    expect(chrf(pairs)).toBeCloseTo(0.58355, 5);
    expect(chrf([])).toBeNull();
  });
});
