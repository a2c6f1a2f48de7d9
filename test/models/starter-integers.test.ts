import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluatePicture } from '../../commands/evaluation/picture';
import { evaluateSentence } from '../../commands/evaluation/sentences';
import type { LabelledSentence } from '../../lib/evaluation/dataset/manifest';
import { acquireEngine, DEFAULT_SETTINGS } from '../../lib/inference';
import { addIntegers } from '../../lib/models/integers/add';
import { packageRoot } from '../../lib/package-root';
import { defaultLine } from '../../lib/stages/line';

const room = mkdtempSync(join(tmpdir(), 'starter-integers-'));
const FAMILIES = ['clip', 'blip', 'marian'] as const;
const PRECISIONS = ['fp32', 'int8'] as const;
const pictures = join(packageRoot(), 'examples/pictures');
const line = defaultLine(Object.fromEntries(FAMILIES.map((family) => [family, join(room, family)])));

const engines = PRECISIONS.map((precision) => acquireEngine({ ...DEFAULT_SETTINGS, device: 'cpu', precision }));

beforeAll(async () => {
  for (const family of FAMILIES) {
    cpSync(join(packageRoot(), 'models/starter', family), join(room, family), { recursive: true });
    await addIntegers(join(room, family));
  }
});
afterAll(() => engines.forEach(({ release }) => release()));

/** What both precisions make of each thing. */
async function both<T, R>(things: T[], work: (engine: (typeof engines)[number]['engine'], thing: T) => Promise<R>) {
  const results: [R, R][] = [];
  for (const thing of things)
    results.push([await work(engines[0]!.engine, thing), await work(engines[1]!.engine, thing)]);
  return results;
}

describe('the starters in integers', () => {
  it('judge and describe the sample pictures as in single precision', { timeout: 300_000 }, async () => {
    const files = readdirSync(pictures).filter((name) => name.endsWith('.jpg'));
    const results = await both(files, async (engine, name) => {
      const truth = { file: join(pictures, name), has_defect: false };
      const { inspection } = await evaluatePicture(engine, line, truth, { captions: true, measure: false });
      return inspection!;
    });
    expect(results.length).toBeGreaterThan(20);
    expect(results.map(([, { models }]) => models!.judge!.precision)).not.toContain('fp32');
    for (const [single, integers] of results) {
      expect(integers.judgement).toMatchObject({
        decision: single.judgement!.decision,
        label: single.judgement!.label,
      });
    }
    const same = results.filter(([single, integers]) => single.caption!.text === integers.caption!.text).length;
    expect(same).toBeGreaterThanOrEqual(results.length - 1);
  });

  it('translate as in single precision', { timeout: 300_000 }, async () => {
    const sentences = readFileSync(join(packageRoot(), 'test/fixtures/sentences/held-out.jsonl'), 'utf8')
      .split('\n')
      .slice(0, 40)
      .map((text) => JSON.parse(text) as LabelledSentence);
    const results = await both(sentences, (engine, one) => evaluateSentence(engine, line.translate, one));
    for (const [single, integers] of results) expect(integers.given!.text).toBe(single.given!.text);
  });
});
