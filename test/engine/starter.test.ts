import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadClip } from '../../lib/engine/families/clip';
import { run as caption } from '../../lib/engine/jobs/caption';
import { run as judge } from '../../lib/engine/jobs/clip';
import { run as translate } from '../../lib/engine/jobs/translate';
import type { ClipOutput } from '../../lib/inference/jobs';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import { packageRoot } from '../../lib/package-root';
import { TestContext } from '../support/job-context';

const FOLDER = join(packageRoot(), 'examples/pictures');
const samples = readFileSync(join(FOLDER, 'manifest.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { file: string; has_defect: boolean });

const GOOD = 'good';
const LABELS = {
  english: [
    ...['scratch', 'dent', 'stain', 'crack', 'hole', 'chip', 'rust', 'foreign particle'].map((name) => ({
      id: name,
      prompts: [`a photo of a ${name}`, `a ${name} on the surface`],
    })),
    { id: GOOD, prompts: ['a photo of a good part without defects', 'a clean surface'] },
  ],
  korean: [
    ...['스크래치', '찍힘', '얼룩', '균열', '구멍', '깨짐', '녹', '이물'].map((name) => ({
      id: name,
      prompts: [`${name}이 있는 표면 사진`, `표면의 ${name}`],
    })),
    { id: GOOD, prompts: ['결함이 없는 양품 표면', '정상 표면'] },
  ],
};

/** Probability that the picture shows anything but the label `good`. */
function defectProbability({ regions }: ClipOutput, labels: { id: string }[]): number {
  const weights = regions[0]!.logits.map(Math.exp);
  const good = weights[labels.findIndex(({ id }) => id === GOOD)]!;
  return 1 - good / weights.reduce((sum, weight) => sum + weight);
}

describe('starter-clip', () => {
  it.each(Object.entries(LABELS))(
    'ranks the defective sample pictures above the good ones, prompts in %s',
    async (_, labels) => {
      const inputs = samples.map(({ file }) => ({
        picture: { path: join(FOLDER, file) },
        model: 'starter-clip',
        labels,
      }));
      const outcomes = await judge(
        inputs,
        inputs.map(() => new TestContext()),
      );
      const probabilities = outcomes.map((outcome) => defectProbability(outcome as ClipOutput, labels));
      const of = (defect: boolean) => probabilities.filter((_, index) => samples[index]!.has_defect === defect);
      const pairs = of(true).flatMap((bad) => of(false).map((good) => (bad > good ? 1 : 0)));
      expect(pairs.length).toBeGreaterThan(50);
      expect(pairs.reduce<number>((sum, right) => sum + right, 0) / pairs.length).toBeGreaterThan(0.85);
    },
  );

  it('reads a prompt the same alone and padded beside a longer one', async () => {
    const model = await loadClip('starter-clip', DEFAULT_SETTINGS);
    const [alone] = await model.embedTexts(['a crack']);
    const [padded] = await model.embedTexts([
      'a crack',
      'a photo of a large scratch at the top left of a metal surface',
    ]);
    // Integer weights take their range from the whole batch, so that equality is not exact.
    expect(alone!.reduce((sum, value, index) => sum + value * padded![index]!, 0)).toBeGreaterThan(0.99);
  });
});

describe('starter-blip and starter-marian', () => {
  it('describe a picture in words', async () => {
    const [output] = await caption(
      [
        {
          picture: { path: join(FOLDER, samples[0]!.file) },
          model: 'starter-blip',
          generation: { numBeams: 3, maxNewTokens: 30 },
        },
      ],
      [new TestContext()],
    );
    expect(output!.captions.length).toBeGreaterThan(0);
    for (const { text } of output!.captions) expect(text).toMatch(/^[\w-]+( [\w-]+){3,}$/);
  });

  it('translate a caption to Korean', async () => {
    const [output] = await translate(
      [
        {
          texts: ['a scratch at the top left'],
          model: 'starter-marian',
          generation: { numBeams: 4, maxNewTokens: 40 },
        },
      ],
      [new TestContext()],
    );
    expect(output!.texts[0]!.text).toMatch(/스크래치/);
    expect(output!.texts[0]!.text).not.toMatch(/<|>|▁/);
  });
});
