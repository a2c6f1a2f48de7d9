import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../lib/package-root';
import type { BenchResult } from './result';

/** What was measured of one benchmark, and where. */
interface Measured {
  machine: string;
  /** Day, UTC. */
  date: string;
  results: BenchResult[];
}

const KEPT = join(packageRoot(), 'bench/results.json');
const PAGE = join(packageRoot(), 'BENCHMARKS.md');
const [START, END] = ['<!-- figures -->', '<!-- /figures -->'];

/** Keeps the figures of the benchmarks that ran beside those of the others, and writes all into BENCHMARKS.md. */
export function keepFigures(machine: string, byBench: Map<string, BenchResult[]>): void {
  const kept = existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, 'utf8')) as Record<string, Measured>) : {};
  const date = new Date().toISOString().slice(0, 10);
  for (const [name, results] of byBench) kept[name] = { machine, date, results };
  writeFileSync(KEPT, `${JSON.stringify(kept, undefined, 1)}\n`);
  const page = readFileSync(PAGE, 'utf8');
  const [before, after] = [page.indexOf(START) + START.length, page.indexOf(END)];
  writeFileSync(PAGE, `${page.slice(0, before)}\n\n${tablesOf(kept)}\n\n${page.slice(after)}`);
}

function tablesOf(kept: Record<string, Measured>): string {
  const measured = Object.values(kept);
  const places = [...new Set(measured.map(({ machine, date }) => `${machine} (${date})`))];
  return places.map((place) => tableOf(place, measured)).join('\n\n');
}

function tableOf(place: string, measured: Measured[]): string {
  const here = measured.filter(({ machine, date }) => `${machine} (${date})` === place);
  const rows = here.flatMap(({ results }) => results).map(rowOf);
  return [
    `**${place}**`,
    '',
    '| figure | ours | peer | unit | ratio | n | |',
    '|---|--:|--:|---|--:|--:|---|',
    ...rows,
  ].join('\n');
}

const rounded = (value: number | null) => (value === null ? '' : String(Number(value.toPrecision(3))));

function rowOf({ id, ours, peer, unit, ratio, n, note }: BenchResult): string {
  const times = ratio === null ? '' : `${rounded(ratio)} ×`;
  return `| ${[id, rounded(ours), rounded(peer), unit, times, n, note.replaceAll('|', '\\|')].join(' | ')} |`;
}
