import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Tensor } from 'onnxruntime-node';
import { loadBlip } from '../../lib/engine/families/blip';
import { loadAttention } from '../../lib/engine/families/blip-attention';
import { gradientTower } from '../../lib/engine/families/towers';
import { loadTranslator } from '../../lib/engine/families/translators';
import type { CachedDecoder } from '../../lib/engine/generation/decoder';
import { generate } from '../../lib/engine/generation/generate';
import type { GenerationRules } from '../../lib/engine/generation/rules';
import { openGraph } from '../../lib/engine/sessions';
import { normalise } from '../../lib/vector';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import { probabilities } from '../../lib/inspection/decide';
import { bindCheckpoint } from '../../lib/models/binding/bind';
import { readScoring } from '../../lib/models/binding/scoring';
import { sha256OfFile } from '../../lib/models/checksum';
import { openModel } from '../../lib/models/folder';
import type { Family } from '../../lib/models/manifest';
import { correlation } from '../support/correlation';
import { formula } from '../support/formula';

const SETTINGS = { ...DEFAULT_SETTINGS, precision: 'fp32' } as const;

/** Made by models/export/reference.py; without it there is nothing to compare with. */
const folder = process.env.GYEOL_REFERENCE ?? '';

interface Case {
  picture: number;
  text: number[] & string;
  from?: string;
  to?: string;
  prompt: string;
  beams: number;
  /** Length of the runs of tokens that may not come twice. */
  no_repeat?: number;
  input_ids: number[];
  tokens: number[];
  /** How far the best sequence is ahead of the second; without beams, the best token of the closest step. */
  lead: number;
  image: number[];
  /** Grad-CAM for its text, set against the one before. */
  heatmap?: number[];
  /** Tokens read from the start token on, and the shares of the cells by which the next is chosen. */
  read?: number[];
  attention?: number[];
  /** Of the picture with the last few texts, its own last. */
  probabilities?: number[];
}

async function bound(family: Family): Promise<void> {
  const graphs = await bindCheckpoint(folder, family);
  const names = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== 'model.json',
  );
  const files = await Promise.all(
    names.map(async ({ name }) => {
      const sha256 = await sha256OfFile(join(folder, name));
      return {
        path: name,
        bytes: statSync(join(folder, name)).size,
        sha256,
        ...graphs.find(({ path }) => path === name),
      };
    }),
  );
  const facts = { id: 'reference', family, revision: 'random', license: '', languages: [], goldens: [] };
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ ...facts, files }));
}

/** Two implementations of the same sums in single precision differ by as much. */
const NEAR_TIE = 1e-4;

/** Tells each difference, near ties too, which need not be equal. */
async function compare(
  cases: Case[],
  rulesOf: (one: Case) => GenerationRules,
  look: (one: Case) => Promise<CachedDecoder>,
  open: (one: Case) => number[],
) {
  const different: (Case & { ours: number[] })[] = [];
  for (const one of cases) {
    const options = {
      numBeams: one.beams,
      maxNewTokens: one.prompt === undefined ? 24 : 20,
      noRepeatNgramSize: one.no_repeat ?? 0,
    };
    const rules = rulesOf(one);
    const [best] = await generate({ decoder: await look(one), prompt: [rules.start, ...open(one)], rules, options });
    if (best!.tokens.join() !== one.tokens.join()) different.push({ ...one, ours: best!.tokens });
  }
  const distinct = new Set(cases.map(({ tokens }) => tokens.join())).size;
  console.log(
    `${cases.length - different.length} of ${cases.length} token-identical, ${distinct} different texts`,
    different,
  );
  expect(different.filter(({ lead }) => lead > NEAR_TIE)).toEqual([]);
  expect(different.length).toBeLessThanOrEqual(0.01 * cases.length);
  expect(distinct, 'texts that depend on what is described').toBeGreaterThan(cases.length / 4);
}

const reference = existsSync(join(folder, 'reference.json'))
  ? (JSON.parse(readFileSync(join(folder, 'reference.json'), 'utf8')) as { family: Family; cases: Case[] })
  : undefined;

describe.skipIf(!reference)(`a random ${reference?.family} of full size, bound without Python`, () => {
  const { family, cases } = reference ?? { family: undefined, cases: [] };

  it.runIf(family === 'blip')('captions as transformers', { timeout: 3_600_000 }, async () => {
    await bound('blip');
    const start = performance.now();
    const model = await loadBlip(folder, SETTINGS);
    console.log(`loaded in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    const opening = ({ prompt }: Case) => model.tokenizer.encode(prompt, { bare: true });
    const look = (one: Case) => model.look(formula(one.picture, model.preprocessor.width));
    await compare(cases, () => model.rules, look, opening);
  });

  it.runIf(family === 'blip')('looks where transformers does', { timeout: 3_600_000 }, async () => {
    await bound('blip');
    const { blip, attention } = await loadAttention(folder, SETTINGS);
    const found: number[] = [];
    for (const { picture, read, attention: wanted } of cases) {
      if (!read) continue;
      const { cells } = await attention(formula(picture, blip.preprocessor.width), read);
      found.push(correlation(cells, Float32Array.from(wanted!)));
    }
    console.log(`${found.length} pictures, smallest correlation ${Math.min(...found)}`);
    expect(Math.min(...found)).toBeGreaterThan(0.999);
  });

  it.runIf(family === 'marian' || family === 'm2m100')(
    'translates as transformers',
    { timeout: 3_600_000 },
    async () => {
      await bound(family!);
      const start = performance.now();
      const model = await loadTranslator(folder, SETTINGS);
      console.log(`loaded in ${((performance.now() - start) / 1000).toFixed(1)} s`);
      const direction = ({ from = 'en', to = 'ko' }: Case) => ({ from, to });
      for (const one of cases) expect(model.tokensOf(one.text, direction(one))).toEqual(one.input_ids);
      await compare(
        cases,
        (one) => model.rulesFor(direction(one)),
        (one) => model.read(one.text, direction(one)),
        () => [],
      );
      console.log(`${Math.round(process.memoryUsage.rss() / 1e6)} MB resident`);
    },
  );

  it.runIf(family === 'clip')('embeds as transformers', { timeout: 3_600_000 }, async () => {
    await bound('clip');
    const model = await openModel(folder, 'clip');
    const vision = await openGraph(model, 'vision_model', SETTINGS, { yields: false });
    const text = await openGraph(model, 'text_model', SETTINGS, { yields: false });
    const cosine = (a: Float32Array, b: number[]) => {
      const [one, other] = [normalise(a), normalise(Float32Array.from(b))];
      return one.reduce((sum, value, index) => sum + value * other[index]!, 0);
    };
    const { logit_scale = 1, logit_bias = 0, scoring } = await readScoring(folder);
    const derived = cases[0]!.heatmap && (await openGraph(model, 'vision_gradient', SETTINGS, { yields: false }));
    const gradient = derived && gradientTower(derived.session, { width: 224, height: 224 })!;
    const found = { image: 1, text: 1, heatmap: 1, probability: 0 };
    const texts: Float32Array[] = [];
    for (const one of cases) {
      const pixel_values = new Tensor('float32', formula(one.picture, 224), [1, 3, 224, 224]);
      const { image_embeds } = await vision.session.run({ pixel_values });
      const seen = image_embeds!.data as Float32Array;
      found.image = Math.min(found.image, cosine(seen, one.image));
      const input_ids = new Tensor('int64', BigInt64Array.from(one.input_ids, BigInt), [1, one.input_ids.length]);
      const { text_embeds } = await text.session.run({ input_ids });
      texts.push(text_embeds!.data as Float32Array);
      found.text = Math.min(found.text, cosine(texts.at(-1)!, one.text));
      if (gradient) {
        const rows = texts.slice(-2).reverse();
        const scaled = rows.map((row) => normalise(row.slice()).map((value) => value * logit_scale));
        const { cells } = await gradient(formula(one.picture, 224), scaled);
        found.heatmap = Math.min(found.heatmap, correlation(cells, Float32Array.from(one.heatmap!)));
      }
      if (!one.probabilities) continue;
      const last = texts.slice(-one.probabilities.length);
      const logits = last.map((text) => cosine(seen, [...text]) * logit_scale + logit_bias);
      probabilities(logits, scoring!).forEach((chance, index) => {
        found.probability = Math.max(found.probability, Math.abs(chance - one.probabilities![index]!));
      });
    }
    const pairs = cases.flatMap((a, i) => cases.slice(i + 1).map((b) => cosine(Float32Array.from(a.image), b.image)));
    console.log(
      `smallest cosines, largest difference of a probability ${JSON.stringify(found)}, mean between pictures ${pairs.reduce((a, b) => a + b, 0) / pairs.length}`,
    );
    expect(found.image).toBeGreaterThan(0.9999);
    expect(found.text).toBeGreaterThan(0.9999);
    expect(found.heatmap).toBeGreaterThan(0.999);
    expect(found.probability).toBeLessThan(1e-4);
  });
});
