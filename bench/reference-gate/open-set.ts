/**
 * `node dist/bench/reference-gate/open-set.js --calibrate LINES --known LINES --unseen LINES --strange PICTURES [--model FOLDER] [--json FILE]`,
 * each a manifest.jsonl of render_lines.py or render_strange.py: how many pictures of what nobody knows go to review, by each
 * limit of clip-filter, where the limit sends at most 2 % of the good parts of other lines there.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readManifest } from '../../lib/evaluation/dataset/manifest';
import { readPicture } from '../../lib/imaging/input';
import { inOrder } from '../../lib/in-order';
import { acquireEngine, DEFAULT_SETTINGS } from '../../lib/inference';
import { decide } from '../../lib/inspection/decide';
import { overallOf } from '../../lib/inspection/open-set';
import { joinReference } from '../../lib/inspection/unlike';
import { expandPrompts } from '../../lib/inspection/prompts';
import type { Decision } from '../../lib/inspection/record';
import type { ReferenceMemory } from '../../lib/reference/memory';
import { defaultLine } from '../../lib/stages/line';
import { learnFrom, type Setting, type Truth } from './compared';
import { share } from './figures';

const { values } = parseArgs({
  options: {
    calibrate: { type: 'string' },
    known: { type: 'string' },
    unseen: { type: 'string' },
    strange: { type: 'string' },
    model: { type: 'string', default: 'starter-clip' },
    json: { type: 'string' },
  },
});

/** Share of known good parts that a limit may send to review. */
const BEARABLE = 0.02;
const DECISION = { threshold: 0.6, margin: 0.1, unknownBelow: 0 };

/** How unknown a picture is by each of the three, higher is stranger. */
const SIGNS = ['probability', 'labels', 'distance'] as const;
type Sign = (typeof SIGNS)[number];
type Limits = Record<Sign, number>;

interface Seen {
  truth: Truth & { kind?: string };
  signs: Record<Sign, number>;
  decisions: Record<'words' | 'sum', Decision>;
}

const truthsOf = async (manifest: string): Promise<Truth[]> => {
  const read = await readManifest(manifest);
  return ('pictures' in read ? read.pictures : []) as Truth[];
};

async function look(
  { engine, model, labels, prompts }: Setting,
  reference: ReferenceMemory,
  truth: Truth,
): Promise<Seen> {
  const { picture } = await readPicture(truth.file);
  const { output } = await engine.run('clip', { picture, model, labels: prompts, reference });
  const words = decide(output, labels, DECISION);
  const facts = { ...output, reference: output.reference! };
  const [best, second] = words.scores;
  return {
    truth,
    signs: {
      probability: -words.probability,
      labels: -(best!.probability - second!.probability),
      distance: overallOf(facts.reference.cells),
    },
    decisions: {
      words: words.decision,
      sum: joinReference(words, facts, labels, DECISION, { rule: 'sum' }).decision,
    },
  };
}

async function lines(setting: Setting, truths: Truth[]): Promise<{ memories: ReferenceMemory[]; seen: Seen[] }> {
  const memories: ReferenceMemory[] = [];
  const seen: Seen[] = [];
  for (const number of new Set(truths.map(({ line }) => line))) {
    const own = truths.filter(({ line }) => line === number);
    const memory = await learnFrom(
      setting,
      own.filter(({ role }) => role === 'reference'),
    );
    memories.push(memory);
    const judged = own.filter(({ role }) => role !== 'reference');
    seen.push(...(await inOrder(judged, 4, (truth) => look(setting, memory, truth))));
  }
  return { memories, seen };
}

/** Each sign's limit so that no more than the share of these good parts, and of one more, are beyond it. */
function limitsFor(good: Seen[], bearable: number): Limits {
  const rank = Math.floor(bearable * (good.length + 1));
  const limit = (sign: Sign) =>
    good.map(({ signs }) => signs[sign]).sort((a, b) => b - a)[Math.max(0, rank - 1)]! + 1e-9;
  return Object.fromEntries(SIGNS.map((sign) => [sign, limit(sign)])) as Limits;
}

async function main(): Promise<void> {
  const { labels, templates } = defaultLine().judge;
  const prompts = expandPrompts(labels, templates, { englishOnly: false });
  const { engine, release } = acquireEngine(
    { ...DEFAULT_SETTINGS, threads: 1, timeoutMs: 0, queueLimit: 1000 },
    { lingerMs: 0 },
  );
  const setting = { engine, model: values.model, labels, prompts };
  const before = await lines(setting, await truthsOf(values.calibrate!));
  const known = await lines(setting, await truthsOf(values.known!));
  const nobodys = async (manifest: string) =>
    inOrder(await truthsOf(manifest), 4, (truth, index) =>
      look(setting, known.memories[index % known.memories.length]!, truth),
    );
  const unseen = (await nobodys(values.unseen!)).filter(({ truth }) => truth.role !== 'reference');
  const strange = await nobodys(values.strange!);
  await release();

  const role = (seen: Seen[], wanted: Truth['role']) => seen.filter(({ truth }) => truth.role === wanted);
  const groups: Record<string, Seen[]> = {
    'known good': role(known.seen, 'good'),
    'known defects': role(known.seen, 'defect'),
    'known look-alikes': role(known.seen, 'lookalike'),
    'unseen materials, good': role(unseen, 'good'),
    'unseen materials, defects': role(unseen, 'defect'),
    'no factory': strange,
  };
  const calibrating = role(before.seen, 'good');
  const one = limitsFor(calibrating, BEARABLE);
  const each = limitsFor(calibrating, BEARABLE / SIGNS.length);
  const tests: Record<string, (seen: Seen) => boolean> = {
    ...Object.fromEntries(SIGNS.map((sign) => [sign, ({ signs }: Seen) => signs[sign] >= one[sign]])),
    'any of the three': ({ signs }) => SIGNS.some((sign) => signs[sign] >= each[sign]),
  };
  const table = Object.entries(groups).map(([name, seen]) => [
    name,
    {
      n: seen.length,
      to_review: map(tests, (test) => percent(share(seen, test))),
      decisions: map({ words: 0, sum: 0 }, (_, by) => decided(seen, by as 'words' | 'sum')),
      decisions_with_distance: map({ words: 0, sum: 0 }, (_, by) =>
        decided(seen, by as 'words' | 'sum', ({ signs }) => signs.distance >= one.distance),
      ),
    },
  ]);
  const figures = {
    ...values,
    limits: {
      unknownBelow: -one.probability,
      unknownMargin: -one.labels,
      beyond: one.distance,
      good: calibrating.length,
    },
    groups: Object.fromEntries(table) as object,
    by_kind: map(tests, (test) =>
      map(Object.fromEntries(strange.map(({ truth }) => [truth.kind!, 0])), (_, kind) =>
        percent(
          share(
            strange.filter(({ truth }) => truth.kind === kind),
            test,
          ),
        ),
      ),
    ),
    constant: 'a coin that sends 2 % of everything to review finds 2 % of what nobody knows; all to review: 100 %',
  };
  console.log(JSON.stringify(figures, null, 1));
  if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 1)}\n`);
}

/** Shares of OK / NG / review, where what is not NG and `isUnknown` holds for goes to review. */
function decided(seen: Seen[], by: 'words' | 'sum', isUnknown: (seen: Seen) => boolean = () => false): string {
  const told = (decision: Decision) =>
    share(seen, (one) => (isUnknown(one) && one.decisions[by] !== 'ng' ? 'review' : one.decisions[by]) === decision);
  return (['ok', 'ng', 'review'] as const).map((decision) => percent(told(decision))).join(' / ');
}

const percent = (value: number) => Number((100 * value).toFixed(1));
const map = <A, B>(of: Record<string, A>, to: (value: A, name: string) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, to(value, name)]));

void main();
