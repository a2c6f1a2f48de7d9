/**
 * `GYEOL_REAL_SURFACES=FOLDER node dist/bench/reference-gate/real.js [--model FOLDER] [--repeats 20] [--references 10] [--json FILE]`:
 * the same on photographs, each source by itself: good parts to learn from are drawn by group, as many times as told; what is
 * judged shares no group with them. Nothing is tuned on them.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inOrder } from '../../lib/in-order';
import { auroc } from '../../lib/evaluation/ranking';
import { readManifest } from '../../lib/evaluation/dataset/manifest';
import { expandPrompts } from '../../lib/inspection/prompts';
import { defaultLine } from '../../lib/stages/line';
import { compare, learnFrom, type Compared, type Truth } from './compared';
import { engineHere } from './here';
import { aurocOf, interval, mean, placesOf } from './figures';

const { values } = parseArgs({
  options: {
    repeats: { type: 'string', default: '20' },
    references: { type: 'string', default: '10' },
    model: { type: 'string', default: 'starter-clip' },
    json: { type: 'string' },
  },
});

async function main(): Promise<void> {
  const manifest = join(process.env.GYEOL_REAL_SURFACES ?? '', 'manifest.jsonl');
  if (!process.env.GYEOL_REAL_SURFACES || !existsSync(manifest)) {
    console.log('GYEOL_REAL_SURFACES names no folder with a manifest.jsonl: photographs are left out.');
    return;
  }
  const read = await readManifest(manifest);
  const truths = ('pictures' in read ? read.pictures : []) as Truth[];
  const { judge } = defaultLine();
  const prompts = expandPrompts(judge.labels, judge.templates, { englishOnly: false });
  const engine = await engineHere(values.model);
  const setting = { engine, model: values.model, labels: judge.labels, prompts };
  const figures: Record<string, unknown> = { ...values };
  for (const source of new Set(truths.map((truth) => truth.source!))) {
    const own = truths.filter((truth) => truth.source === source);
    const draws: Record<string, number>[] = [];
    for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
      const good = drawn(
        own.filter(({ has_defect }) => !has_defect),
        repeat + 1,
      );
      const used = new Set(good.map(({ group }) => group));
      const memory = await learnFrom(setting, good);
      const judged = own.filter(({ group }) => !used.has(group));
      draws.push(await figuresOf(await inOrder(judged, 4, (truth) => compare(setting, memory, truth))));
      process.stderr.write(`${source} ${repeat + 1}: ${JSON.stringify(draws.at(-1))}\n`);
    }
    const names = Object.keys(draws[0]!);
    figures[source] = Object.fromEntries(names.map((name) => [name, interval(draws.map((draw) => draw[name]!))]));
  }
  console.log(JSON.stringify(figures, null, 1));
  if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 1)}\n`);
}

/** Whole groups in an order that the seed gives, until there are enough pictures; the last group is cut. */
function drawn(good: Truth[], seed: number): Truth[] {
  let state = seed;
  const chance = () => (state = (Math.imul(state, 48271) >>> 0) % 2147483647) / 2147483647;
  for (let warm = 0; warm < 10; warm++) chance();
  const groups = [...new Set(good.map(({ group }) => group))].map((group) => ({ group, at: chance() }));
  return groups
    .sort((a, b) => a.at - b.at)
    .flatMap(({ group }) => good.filter((truth) => truth.group === group))
    .slice(0, Number(values.references));
}

async function figuresOf(all: Compared[]): Promise<Record<string, number>> {
  const good = all.filter(({ truth }) => !truth.has_defect);
  const bad = all.filter(({ truth }) => truth.has_defect);
  const places = (await Promise.all(bad.map(placesOf))).filter((each) => each.some(({ positive }) => positive));
  return {
    words: aurocOf((one) => one.words, good, bad),
    comparison: aurocOf((one) => one.z, good, bad),
    excess: aurocOf((one) => one.excess, good, bad),
    sum: aurocOf((one) => one.sum, good, bad),
    places_pooled: auroc(places.flat()) ?? NaN,
    places_of_each_picture: mean(places.map((each) => auroc(each) ?? NaN)),
    pointed: mean(
      places.map((each) => Number(each.reduce((best, one) => (one.score > best.score ? one : best)).positive)),
    ),
  };
}

void main();
