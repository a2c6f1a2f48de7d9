/**
 * `node dist/bench/tiles/summary.js LINES.jsonl…`: what the lines of bench/tiles/frames.ts come to: how many scratches are
 * found and good frames called NG or sent to review, by the whole picture alone and with tiles, at the product's limit and
 * at others, by material, with exact 95 % intervals.
 */
import { readFileSync } from 'node:fs';
import { shareInterval } from '../../lib/evaluation/intervals';
import { auroc, percentile } from '../../lib/evaluation/ranking';
import { decide } from '../../lib/inspection/decide';
import { joinFine, TILE_LIMITS } from '../../lib/inspection/fine';
import type { Box, Decision, Judgement } from '../../lib/inspection/record';
import { oddsOf } from '../../lib/inspection/unlike';
import { defaultLine } from '../../lib/stages/line';
import type { Judged } from './frame';

const { labels, decision } = defaultLine().judge;
const NOTHING = -99;
const LIMITS = [5, 6, 7, 8, 9, 10, 11, 12, 13];

function wholeOf({ regions, scoring }: Judged): Judgement {
  return decide({ regions, scoring, promptsHash: '', picturesHash: '', model: { id: '' } }, labels, decision);
}

function withTiles(one: Judged, limit: number): Judgement {
  return joinFine(wholeOf(one), { ...one, fine: { ...one.fine!, limit } }, labels, decision, {
    overlap: 0.2,
    budgetMs: 0,
  });
}

const touch = ([x, y, width, height]: Box, [left, top, wide, tall]: Box) =>
  x < left + wide && left < x + width && y < top + tall && top < y + height;

/** NG because of a tile in which the scratch lies. */
function isFound(one: Judged, limit: number): boolean {
  const { tiles } = one.fine!;
  return tiles.some(({ score, looks, box }) => looks > 1 && score >= limit && touch(box, one.boxes![0]!));
}

const highest = ({ fine }: Judged) => Math.max(NOTHING, ...fine!.tiles.map(({ score }) => score));

function share(ones: Judged[], hit: (one: Judged) => boolean): string {
  const hits = ones.filter(hit).length;
  const [low, high] = shareInterval(hits, ones.length).map((value) => (100 * value).toFixed(1));
  return `${hits}/${ones.length} = ${((100 * hits) / ones.length).toFixed(1)} % (${low} to ${high})`;
}

function main(): void {
  const byFile = new Map<string, Judged>();
  for (const file of process.argv.slice(2))
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      const one = JSON.parse(line) as Judged;
      byFile.set(one.file, one);
    }
  const all = [...byFile.values()];
  const good = all.filter(({ has_defect }) => !has_defect);
  const scratched = all.filter(({ has_defect }) => has_defect);
  const ranked = (score: (one: Judged) => number) =>
    auroc(all.map((one) => ({ score: score(one), positive: one.has_defect })))?.toFixed(4);
  const are = (wanted: Decision, of: (one: Judged) => Judgement) => (one: Judged) => of(one).decision === wanted;
  const told = (of: (one: Judged) => Judgement, found: (one: Judged) => boolean) => ({
    'scratches NG': share(scratched, found),
    'scratches to review': share(scratched, are('review', of)),
    'good NG': share(good, are('ng', of)),
    'good to review': share(good, are('review', of)),
  });
  const words = (one: Judged) => oddsOf(one.regions[0]!.logits, labels, one.scoring);
  const standard = TILE_LIMITS.cells;
  console.log('whole picture only', told(wholeOf, are('ng', wholeOf)), 'AUROC', ranked(words));
  const own = (one: Judged) => withTiles(one, standard);
  console.log(
    `with tiles, limit ${standard}`,
    told(own, (one) => isFound(one, standard)),
    'AUROC',
    ranked(highest),
  );
  console.table(
    LIMITS.map((limit) => ({
      limit,
      'scratches found': share(scratched, (one) => isFound(one, limit)),
      'good NG': share(
        good,
        are('ng', (one) => withTiles(one, limit)),
      ),
    })),
  );
  console.table(
    [...new Set(all.map(({ material }) => material))].map((material) => {
      const [bad, fine] = [scratched, good].map((ones) => ones.filter((one) => one.material === material)) as [
        Judged[],
        Judged[],
      ];
      return {
        material,
        'scratches found': share(bad, (one) => isFound(one, standard)),
        'good NG': share(fine, are('ng', own)),
        'lowest scratch': Math.min(...bad.map(highest)).toFixed(1),
        'highest good': Math.max(...fine.map(highest)).toFixed(1),
      };
    }),
  );
  const quantiles = (ones: Judged[]) =>
    [0, 0.05, 0.5, 0.95, 1].map((q) => percentile(ones.map(highest), q)?.toFixed(1));
  console.log('highest score, quantiles 0, 5, 50, 95, 100 %', {
    good: quantiles(good),
    scratched: quantiles(scratched),
  });
}

main();
