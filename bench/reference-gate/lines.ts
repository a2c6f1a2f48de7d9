/**
 * `node dist/bench/reference-gate/lines.js MANIFEST.jsonl [--references 20] [--model FOLDER] [--json FILE]`:
 * learns each rendered line (models/training/render_lines.py) from its good parts and judges the others, by words, by
 * comparison and by both. Each pair of classes is also taken out of the
 * prompts.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inOrder } from '../../lib/in-order';
import { auroc } from '../../lib/evaluation/ranking';
import { readManifest } from '../../lib/evaluation/dataset/manifest';
import { acquireEngine, DEFAULT_SETTINGS } from '../../lib/inference';
import type { Decision } from '../../lib/inspection/record';
import { expandPrompts } from '../../lib/inspection/prompts';
import { defaultLine } from '../../lib/stages/line';
import { compare, learnFrom, PAIRS, RULES, type Compared, type Told, type Truth } from './compared';
import { aurocOf, mean, placesOf, share } from './figures';

const { values, positionals } = parseArgs({
  options: {
    references: { type: 'string', default: '20' },
    model: { type: 'string', default: 'starter-clip' },
    lines: { type: 'string' },
    json: { type: 'string' },
  },
  allowPositionals: true,
});

const SCORES = {
  words: (one: Compared) => one.words,
  comparison: (one: Compared) => one.z,
  excess: (one: Compared) => one.excess,
  sum: (one: Compared) => one.sum,
};
type Role = NonNullable<Truth['role']>;
const ROLES: Role[] = ['good', 'defect', 'lookalike', 'faint'];
/** Half the width of review, as the form of clip-filter begins. */
const HALF = 0.75;

async function main(): Promise<void> {
  const read = await readManifest(positionals[0]!);
  const truths = ('pictures' in read ? read.pictures : []) as Truth[];
  const { judge } = defaultLine();
  const { labels } = judge;
  const prompts = expandPrompts(labels, judge.templates, { englishOnly: false });
  const { engine, release } = acquireEngine({ ...DEFAULT_SETTINGS, timeoutMs: 0, queueLimit: 1000 }, { lingerMs: 0 });
  const setting = { engine, model: values.model, labels, prompts };
  const numbers = [...new Set(truths.map(({ line }) => line!))].slice(
    0,
    values.lines ? Number(values.lines) : undefined,
  );
  const lines: Compared[][] = [];
  for (const number of numbers) {
    const own = truths.filter(({ line }) => line === number);
    const good = own.filter(({ role }) => role === 'reference').slice(0, Number(values.references));
    const memory = await learnFrom(setting, good);
    const judged = own.filter(({ role }) => role !== 'reference');
    lines.push(await inOrder(judged, 4, (truth) => compare(setting, memory, truth)));
    process.stderr.write(`line ${number} of ${numbers.length}: ${JSON.stringify(await figuresOf([lines.at(-1)!]))}\n`);
  }
  await release();
  const figures = { manifest: positionals[0], ...values, ...(await figuresOf(lines)) };
  console.log(JSON.stringify(figures, null, 1));
  if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 1)}\n`);
}

async function figuresOf(lines: Compared[][]) {
  const of = (line: Compared[], role: Role) => line.filter(({ truth }) => truth.role === role);
  const over = (figure: (line: Compared[]) => number) => rounded(mean(lines.map(figure).filter(Number.isFinite)));
  const all = lines.flat();
  const area = (bad: Role, good: Role) => by((score) => over((line) => aurocOf(score, of(line, good), of(line, bad))));
  const called = (ones: Told[]) => {
    const told = (rule: keyof Told['decisions']) => ({
      ng: rounded(share(ones, ({ decisions }) => decisions[rule] === 'ng')),
      review: rounded(share(ones, ({ decisions }) => decisions[rule] === 'review')),
    });
    return { n: ones.length, ...Object.fromEntries((['words', ...RULES] as const).map((rule) => [rule, told(rule)])) };
  };
  const withheld = PAIRS.map((pair, index) => {
    const ones = of(all, 'defect').filter(({ truth }) => pair.includes(truth.label!));
    return [pair.join('+'), ones.map((one) => one.withheld[index]!)] as const;
  });
  const atRecall = by((score) => {
    const defects = of(all, 'defect')
      .map(score)
      .sort((a, b) => a - b);
    const limit = defects[Math.floor(0.05 * defects.length)]!;
    const ng = (role: Role) => rounded(share(of(all, role), (one) => score(one) >= limit));
    return { limit: rounded(limit), good: ng('good'), lookalike: ng('lookalike'), faint: ng('faint') };
  });
  const decidedAt = (limit: number) => {
    const setting = { rule: 'sum', limit, band: HALF } as const;
    const decided = (ones: Told[]) => {
      const decisions = ones.map((one) => one.decide(setting));
      const part = (wanted: Decision) => rounded(share(decisions, (decision) => decision === wanted));
      return { n: ones.length, ng: part('ng'), review: part('review') };
    };
    return {
      ...setting,
      ...Object.fromEntries(ROLES.map((role) => [role, decided(of(all, role))])),
      good_lookalike_and_defect: decided(ROLES.slice(0, 3).flatMap((role) => of(all, role))),
      ...Object.fromEntries(withheld.map(([pair, ones]) => [pair, decided(ones)])),
    };
  };
  const places = await Promise.all(lines.map((line) => Promise.all(of(line, 'defect').map(placesOf))));
  return {
    lines: lines.length,
    auroc: area('defect', 'good'),
    auroc_worst_line: by((score) =>
      rounded(Math.min(...lines.map((line) => aurocOf(score, of(line, 'good'), of(line, 'defect'))))),
    ),
    auroc_faint: area('faint', 'good'),
    auroc_lookalike: area('defect', 'lookalike'),
    auroc_places: rounded(mean(places.map((line) => auroc(line.flat()) ?? NaN).filter(Number.isFinite))),
    auroc_by_contrast: byContrast(all),
    at_95_recall: atRecall,
    sum_where_95_are_ng: decidedAt(atRecall.sum.limit - HALF),
    sum_where_95_are_ng_or_review: decidedAt(atRecall.sum.limit + HALF),
    called: Object.fromEntries(ROLES.map((role) => [role, called(of(all, role))])),
    called_without: Object.fromEntries(withheld.map(([pair, ones]) => [pair, called(ones)])),
  };
}

/** Defects of all lines by contrast in grey levels, against all good parts. */
function byContrast(all: Compared[]) {
  const bounds = [0, 10, 15, 25, 50, 256];
  const good = all.filter(({ truth }) => truth.role === 'good');
  const contrast = ({ truth }: Compared) => (truth as { contrast?: number }).contrast ?? 0;
  return Object.fromEntries(
    bounds.slice(1).map((high, index) => {
      const low = bounds[index]!;
      const bad = all.filter((one) => one.truth.has_defect && contrast(one) >= low && contrast(one) < high);
      return [`${low}-${high}`, { n: bad.length, ...by((score) => rounded(aurocOf(score, good, bad))) }];
    }),
  );
}

function by<T>(figure: (score: (one: Compared) => number) => T): Record<keyof typeof SCORES, T> {
  return Object.fromEntries(Object.entries(SCORES).map(([name, score]) => [name, figure(score)])) as Record<
    keyof typeof SCORES,
    T
  >;
}

const rounded = (value: number) => Number(value.toFixed(4));

void main();
