import { describe, expect, it } from 'vitest';
import { run } from '../../lib/engine/jobs/translate';
import { TestContext } from '../support/job-context';
import { HUGGING_FACE, tinyModel } from '../support/tiny-models';

const generation = { numBeams: 4, maxNewTokens: 16 };
const translate = async (texts: string[], context = new TestContext()) => {
  const [output] = await run([{ texts, model: tinyModel('marian'), generation }], [context]);
  return output!;
};

describe('the translate job', () => {
  it('translates every sentence, in order, as each alone', async () => {
    const sentences = [...new Set(HUGGING_FACE.marian.map(({ text }) => text))];
    const { texts, model } = await translate(sentences);
    const alone = [];
    for (const sentence of sentences) alone.push(...(await translate([sentence])).texts);
    expect(texts).toEqual(alone);
    const expected = HUGGING_FACE.marian.filter(
      ({ options }) => JSON.stringify(options) === JSON.stringify(generation),
    );
    expect(texts.map(({ score }) => score.toFixed(3))).toEqual(
      expected.map(({ results }) => results[0]!.score!.toFixed(3)),
    );
    expect(model).toMatchObject({ id: 'tiny-marian', provider: 'cpu' });
  });

  it('tells progress over all sentences', async () => {
    const context = new TestContext();
    await translate(['a dent', 'a stain'], context);
    expect(context.told[0]).toBe(0);
    expect(context.told).toContain(0.5);
    expect(Math.max(...context.told)).toBeLessThan(1);
  });

  it('refuses a sentence longer than the model reads', async () => {
    await expect(translate(['a dent '.repeat(40)])).rejects.toMatchObject({
      code: 'ERR_OPTIONS',
      parameters: { option: 'text' },
    });
  });
});
