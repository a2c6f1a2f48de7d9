import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { loadClip, type ClipModel } from '../../lib/engine/families/clip';
import { bringsGradient, loadGradient } from '../../lib/engine/families/clip-gradient';
import { goldenPicture } from '../../lib/engine/golden-pictures';
import { dot } from '../../lib/vector';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import { probabilities } from '../../lib/inspection/decide';
import { languagesTold } from '../../lib/models/family';
import { pull } from '../../lib/models/pull/pull';
import expected from '../fixtures/official/siglip.json';
import { correlation } from '../support/correlation';
import { useModelsHome } from '../support/home';
import { startHub } from '../support/hub';
import { officialModel, SMALL_GRAPHS } from '../support/official-models';
import { copyOfTinyModel, tinyModel } from '../support/tiny-models';

const room = useModelsHome();
process.env.GYEOL_GRAPHS = SMALL_GRAPHS;
afterEach(() => delete process.env.HF_ENDPOINT);

/** Texts of any length and case, in two languages, and pictures, against SiglipModel and Siglip2Tokenizer of transformers. */
async function expectAsTransformers(model: ClipModel): Promise<void> {
  const texts = await model.embedTexts(expected.texts.map(({ text }) => text));
  texts.forEach((vector, index) =>
    expect(dot(vector, Float32Array.from(expected.texts[index]!.embedding))).toBeGreaterThan(0.9999),
  );
  const { width, height } = model.preprocessor;
  const pictures = expected.pictures.map(({ scale }) =>
    goldenPicture('ramp', height, width).map((value) => value * scale),
  );
  const found = await model.embedPictures(pictures);
  found.forEach((vector, index) => {
    const wanted = expected.pictures[index]!;
    expect(dot(vector, Float32Array.from(wanted.embedding))).toBeGreaterThan(0.9999);
    const logits = texts.map((text) => dot(vector, text) * model.logitScale + model.logitBias);
    probabilities(logits, model.scoring).forEach((chance, label) =>
      expect(chance).toBeCloseTo(wanted.probabilities[label]!, 4),
    );
  });
}

describe('a SigLIP 2 checkpoint in the official layout', () => {
  it('is pulled, bound and asked in Korean and English as transformers does', async () => {
    const hub = await startHub({ 'somebody/siglip': officialModel('siglip') });
    process.env.HF_ENDPOINT = hub.address;
    const { folder, manifest } = await pull('somebody/siglip', { home: room.home });
    await hub.close();
    expect(manifest).toMatchObject({ family: 'clip', scoring: 'sigmoid', logit_bias: -4 });
    expect(manifest.logit_scale).toBeCloseTo(Math.exp(3), 4);
    await expectAsTransformers(await loadClip(folder, DEFAULT_SETTINGS));

    expect(await bringsGradient(folder)).toBe(true);
    const { gradient, embedTexts, logitScale, preprocessor } = await loadGradient(folder, DEFAULT_SETTINGS);
    const [prompt, other] = (await embedTexts(expected.texts.slice(0, 2).map(({ text }) => text))).map((vector) =>
      vector.map((value) => value * logitScale),
    );
    for (const { scale, heatmap } of expected.pictures) {
      const picture = goldenPicture('ramp', preprocessor.height, preprocessor.width).map((value) => value * scale);
      const { cells, columns } = await gradient(picture, [prompt!, other!]);
      expect(columns).toBe(4);
      expect(correlation(cells, Float32Array.from(heatmap))).toBeGreaterThan(0.999);
    }
  });

  it('may be named where it lies', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'siglip-'));
    cpSync(officialModel('siglip'), folder, { recursive: true });
    await expectAsTransformers(await loadClip(folder, DEFAULT_SETTINGS));
  });

  it('is told from the first version, which reads no Korean, by its vocabulary', () => {
    const told = (vocab_size: number) => languagesTold({ model_type: 'siglip', text_config: { vocab_size } });
    expect(told(256_000)).toContain('ko');
    expect(told(32_000)).toEqual([]);
  });
});

describe('a SigLIP 2 that models/export exported', () => {
  it('passes its self-test and scores as transformers', async () => {
    await expectAsTransformers(await loadClip(tinyModel('siglip'), DEFAULT_SETTINGS));
  });

  it('is not asked without what its scores need', async () => {
    const folder = copyOfTinyModel('siglip');
    rmSync(join(folder, 'model.json'));
    await expect(loadClip(folder, DEFAULT_SETTINGS)).rejects.toMatchObject({
      code: 'ERR_MODEL_LOAD',
      parameters: { reason: expect.stringContaining('logit_bias') },
    });
  });
});
