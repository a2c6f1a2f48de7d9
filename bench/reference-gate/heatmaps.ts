/**
 * `node dist/bench/reference-gate/heatmaps.js MANIFEST.jsonl --out FILE.jpg [--labels scratch,dent,crack] [--references 20]`:
 * of each label the first part of a rendered line of its own, above where it differs from the line's good parts.
 */
import { parseArgs } from 'node:util';
import sharp, { type OverlayOptions } from 'sharp';
import { readManifest } from '../../lib/evaluation/dataset/manifest';
import { readPicture } from '../../lib/imaging/input';
import { acquireEngine, DEFAULT_SETTINGS } from '../../lib/inference';
import { expandPrompts } from '../../lib/inspection/prompts';
import { defaultLine } from '../../lib/stages/line';
import { learnFrom, type Truth } from './compared';

const SIDE = 224;

const { values, positionals } = parseArgs({
  options: {
    out: { type: 'string', default: 'heatmaps.jpg' },
    labels: { type: 'string', default: 'scratch,dent,crack' },
    references: { type: 'string', default: '20' },
  },
  allowPositionals: true,
});

async function main(): Promise<void> {
  const read = await readManifest(positionals[0]!);
  const truths = ('pictures' in read ? read.pictures : []) as Truth[];
  const { judge } = defaultLine();
  const labels = expandPrompts(judge.labels, judge.templates, { englishOnly: false });
  const { engine, release } = acquireEngine({ ...DEFAULT_SETTINGS, timeoutMs: 0 }, { lingerMs: 0 });
  const setting = { engine, model: 'starter-clip', labels: judge.labels, prompts: labels };
  const shown: OverlayOptions[] = [];
  for (const [number, label] of values.labels.split(',').entries()) {
    const of = (line: number) => truths.filter((truth) => truth.line === line);
    const good = of(number).filter(({ role }) => role === 'reference');
    const reference = await learnFrom(setting, good.slice(0, Number(values.references)));
    const bad = of(number).find((truth) => truth.role === 'defect' && truth.label === label)!;
    const { picture } = await readPicture(bad.file);
    const input = { picture, model: setting.model, labels, reference, heatmap: SIDE };
    const { output } = await engine.run('clip', input);
    const left = number * SIDE;
    shown.push({ input: bad.file, left, top: 0 }, { input: Buffer.from(output.reference!.heatmap!), left, top: SIDE });
  }
  await release();
  const size = { width: (SIDE * shown.length) / 2, height: 2 * SIDE, channels: 3, background: 'white' } as const;
  await sharp({ create: size }).composite(shown).jpeg({ quality: 88 }).toFile(values.out);
}

void main();
