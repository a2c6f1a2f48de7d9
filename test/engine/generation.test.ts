import { describe, expect, it } from 'vitest';
import { loadBlip } from '../../lib/engine/families/blip';
import { loadMarian } from '../../lib/engine/families/marian';
import type { Hypothesis } from '../../lib/engine/generation/beam-search';
import { generate } from '../../lib/engine/generation/generate';
import { goldenPicture } from '../../lib/engine/golden-pictures';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import { HUGGING_FACE, tinyModel } from '../support/tiny-models';

function expectSame(ours: Hypothesis[], theirs: { tokens: number[]; score?: number }[]): void {
  expect(ours.map(({ tokens }) => tokens)).toEqual(theirs.map(({ tokens }) => tokens));
  theirs.forEach(({ score }, rank) => {
    // transformers sums in single precision.
    if (score !== undefined) expect(Math.abs(ours[rank]!.score - score)).toBeLessThan(1e-4 + 1e-5 * Math.abs(score));
  });
}

describe('generation equals Hugging Face transformers, token for token', () => {
  it.each(HUGGING_FACE.blip)('caption $scale "$prompt" $options', async ({ scale, prompt, options, results }) => {
    const model = await loadBlip(tinyModel('blip'), DEFAULT_SETTINGS);
    const { width, height } = model.preprocessor;
    const decoder = await model.look(goldenPicture('ramp', height, width).map((value) => value * scale));
    const opening = model.tokenizer.encode(prompt, { bare: true });
    const ours = await generate({ decoder, prompt: [model.rules.start, ...opening], rules: model.rules, options });
    expectSame(ours, results);
  });

  it.each(HUGGING_FACE.marian)('translation "$text" $options', async ({ text, options, results }) => {
    const model = await loadMarian(tinyModel('marian'), DEFAULT_SETTINGS);
    const decoder = await model.read(text);
    const ours = await generate({ decoder, prompt: [model.rules.start], rules: model.rules, options });
    expectSame(ours, results);
  });
});
