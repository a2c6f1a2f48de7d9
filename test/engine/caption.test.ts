import { beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../lib/engine/jobs/caption';
import type { CaptionInput } from '../../lib/inference/jobs';
import { TestContext } from '../support/job-context';
import { scratchedPlate } from '../support/pictures';
import { tinyModel } from '../support/tiny-models';

let picture: Buffer;
beforeAll(async () => {
  picture = await scratchedPlate();
});

const describePicture = async (more: Partial<CaptionInput> = {}, context = new TestContext()) => {
  const generation = { numBeams: 3, maxNewTokens: 10, minNewTokens: 4 };
  const [output] = await run(
    [{ picture: { bytes: picture }, model: tinyModel('blip'), generation, ...more }],
    [context],
  );
  return output!;
};

describe('the caption job', () => {
  it('tells one caption a beam, each text once, best first, without special tokens', async () => {
    const { captions, model, picture: facts } = await describePicture();
    expect(captions).toHaveLength(3);
    expect(new Set(captions.map(({ text }) => text)).size).toBe(3);
    const scores = captions.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    for (const { text, tokens } of captions) {
      expect(text).not.toMatch(/<\/?s>|<pad>/);
      expect(tokens).toBeGreaterThanOrEqual(4);
      expect(tokens).toBeLessThanOrEqual(10);
    }
    expect(facts).toMatchObject({ width: 96, height: 64 });
    expect(model).toMatchObject({ id: 'tiny-blip', provider: 'cpu' });
  });

  it('never writes a banned word', async () => {
    const generation = { numBeams: 3, maxNewTokens: 10, minNewTokens: 4 };
    const free = await describePicture({ generation });
    // The model may also put a word together from pieces that nobody would cut it into.
    const whole = free.captions[0]!.text.split(' ').find((word) => word.length === 1)!;
    const bound = await describePicture({ generation: { ...generation, bannedWords: [whole] } });
    for (const { text } of bound.captions) expect(text.split(' ')).not.toContain(whole);
  });

  it('tells a text once, however often it was drawn', async () => {
    const cold = { numBeams: 8, maxNewTokens: 6, temperature: 0.001, seed: 1 };
    expect((await describePicture({ generation: cold })).captions).toHaveLength(1);
  });

  it('begins every caption with the prompt', async () => {
    const { captions } = await describePicture({ prompt: 'a photo of' });
    for (const { text } of captions) expect(text).toMatch(/^a photo of/);
  });

  it('tells its progress and books its stages', async () => {
    const context = new TestContext();
    await describePicture({}, context);
    expect(context.told[0]).toBe(0);
    expect(context.told).toEqual([...context.told].sort((a, b) => a - b));
    expect(Object.keys(context.timings)).toEqual(['load', 'decode', 'prepare', 'look', 'write']);
  });

  it('ends when it is cancelled', async () => {
    const context = new TestContext();
    context.abort();
    await expect(describePicture({}, context)).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
  });

  it('refuses a prompt longer than the model reads', async () => {
    const prompt = 'a scratch '.repeat(30);
    await expect(describePicture({ prompt })).rejects.toMatchObject({ code: 'ERR_OPTIONS' });
  });
});
