import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBlip } from '../../lib/engine/families/blip';
import { loadClip } from '../../lib/engine/families/clip';
import { loadMarian } from '../../lib/engine/families/marian';
import { generate } from '../../lib/engine/generation/generate';
import { run as judge } from '../../lib/engine/jobs/clip';
import { decode } from '../../lib/engine/picture/decode';
import { decodingFor } from '../../lib/engine/preprocess';
import { dot } from '../../lib/vector';
import type { ClipOutput } from '../../lib/inference/jobs';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import { decide } from '../../lib/inspection/decide';
import type { Label } from '../../lib/inspection/labels';
import { packageRoot } from '../../lib/package-root';
import { formula } from '../support/formula';
import { TestContext } from '../support/job-context';

/** Made by models/training/reference.py; a small one is kept here. */
const file = process.env.GYEOL_STARTER_REFERENCE ?? join(__dirname, '../fixtures/starter-reference.json');

interface Caption {
  prompt: string;
  beams: number;
  tokens: number[];
  /** How far the best sequence is ahead of the second; null for one beam. */
  lead: number | null;
}

interface Reference {
  folder: string;
  labels: Record<string, string[]>;
  pictures: { file: string; image: number[]; logits: number[]; captions?: Caption[] }[];
  formulas: number[][];
  texts: { text: string; vector: number[] }[];
  sentences: { text: string; beams: number; tokens: number[] }[];
}

const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;
const inRepository = (path: string) => (isAbsolute(path) ? path : join(packageRoot(), path));
const folder = inRepository(reference.folder);

const KINDS = (id: string) => (id === 'good' ? 'normal' : 'defect');
const labels: Label[] = Object.keys(reference.labels).map((id) => ({ id, en: id, ko: id, kind: KINDS(id) }));
const prompts = Object.entries(reference.labels).map(([id, prompts]) => ({ id, prompts }));

const cosine = (one: ArrayLike<number>, other: ArrayLike<number>) =>
  dot(Float32Array.from(one), Float32Array.from(other)) /
  Math.sqrt(
    dot(Float32Array.from(one), Float32Array.from(one)) * dot(Float32Array.from(other), Float32Array.from(other)),
  );

function judgementOf(logits: number[]) {
  const facts = { scoring: 'softmax' as const, promptsHash: '', picturesHash: '', model: { id: 'starter-clip' } };
  const { decision, label } = decide({ ...facts, regions: [{ box: [0, 0, 1, 1], logits }] }, labels, {
    threshold: 0.5,
    margin: 0.05,
    unknownBelow: 0,
  });
  return { decision, label: label?.id };
}

describe(`the starters beside Hugging Face transformers, ${reference.pictures.length} pictures`, () => {
  it('judge each JPEG alike', { timeout: 600_000 }, async () => {
    const different: unknown[] = [];
    const found: number[] = [];
    for (const { file, image, logits } of reference.pictures) {
      const input = { picture: { path: join(folder, file) }, model: 'starter-clip', labels: prompts };
      const [output] = (await judge([input], [new TestContext()])) as ClipOutput[];
      found.push(cosine(output!.embedding, image));
      const [ours, theirs] = [judgementOf(output!.regions[0]!.logits), judgementOf(logits)];
      if (ours.decision !== theirs.decision || ours.label !== theirs.label) different.push({ file, ours, theirs });
    }
    const images = reference.pictures.map(({ image }) => image);
    const pairs = images.flatMap((one, at) => images.slice(at + 1).map((other) => cosine(one, other)));
    const between = pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length;
    const sorted = [...found].sort((a, b) => a - b);
    console.log(`smallest cosines ${sorted.slice(0, 3).join(' ')}, mean between the pictures ${between}`);
    expect(different).toEqual([]);
    expect(sorted[0]).toBeGreaterThan(0.999);
    expect(between).toBeLessThan(0.9);
  });

  it('see and read the same from the same pixels and words', async () => {
    const model = await loadClip('starter-clip', DEFAULT_SETTINGS);
    const seen = await model.embedPictures(reference.formulas.map((_, k) => formula(k, model.preprocessor.width)));
    const read = await model.embedTexts(reference.texts.map(({ text }) => text));
    const pictures = reference.formulas.map((wanted, k) => cosine(seen[k]!, wanted));
    const texts = reference.texts.map(({ vector }, at) => cosine(read[at]!, vector));
    console.log(`smallest cosine of a picture ${Math.min(...pictures)}, of a text ${Math.min(...texts)}`);
    expect(Math.min(...pictures, ...texts)).toBeGreaterThan(0.9999);
  });

  it('write the same captions, token for token', { timeout: 600_000 }, async () => {
    const model = await loadBlip('starter-blip', DEFAULT_SETTINGS);
    const different: Caption[] = [];
    let count = 0;
    for (const { file, captions = [] } of reference.pictures) {
      const decoded = await decode({ path: join(folder, file) }, decodingFor(model.preprocessor, {}));
      const tensor = await model.preprocessor.prepare(decoded, [0, 0, decoded.width, decoded.height]);
      for (const wanted of captions) {
        const opening = wanted.prompt ? model.tokenizer.encode(wanted.prompt, { bare: true }) : [];
        const decoder = await model.look(tensor);
        const options = { numBeams: wanted.beams, maxNewTokens: 29 - opening.length };
        const prompt = [model.rules.start, ...opening];
        const [best] = await generate({ decoder, prompt, rules: model.rules, options });
        count++;
        if (best!.tokens.join() !== wanted.tokens.join())
          different.push({ ...wanted, ...{ file, ours: best!.tokens } });
      }
    }
    console.log(`${count - different.length} of ${count} captions token-identical`, different);
    expect(different).toEqual([]);
  });

  it('translate alike, token for token', { timeout: 600_000 }, async () => {
    const model = await loadMarian('starter-marian', DEFAULT_SETTINGS);
    const different: unknown[] = [];
    for (const { text, beams, tokens } of reference.sentences) {
      const decoder = await model.read(text);
      const options = { numBeams: beams, maxNewTokens: 64 };
      const [best] = await generate({ decoder, prompt: [model.rules.start], rules: model.rules, options });
      if (best!.tokens.join() !== tokens.join()) different.push({ text, tokens, ours: best!.tokens });
    }
    const { length } = reference.sentences;
    console.log(`${length - different.length} of ${length} translations token-identical`);
    expect(different).toEqual([]);
  });
});
