import { curves } from '../charts/curve';
import { histogram } from '../charts/histogram';
import { rocOf } from '../evaluation/ranking';
import { html, type Markup } from '../page/markup';
import type { Commissioning } from './commission';

type Scores = { good: boolean; score: number }[];

const distribution = (title: string, scores: Scores) =>
  histogram(title, '결함 점수', [
    { name: '양품', kind: 'ok', values: scores.filter(({ good }) => good).map(({ score }) => score) },
    { name: '불량', kind: 'ng', values: scores.filter(({ good }) => !good).map(({ score }) => score) },
  ]);

/** How scores are distributed, by words and with good parts compared with, and both curves in one chart. */
export function charts({ scores, combined }: Commissioning): Markup[] {
  const joined = combined?.pictures.map(({ chance }, index): Scores[0] => ({
    good: scores[index]!.good,
    score: chance,
  }));
  const rocs = [{ name: '문구만', scores }, ...(joined ? [{ name: '양품 비교까지', scores: joined }] : [])].flatMap(
    ({ name, scores: drawn }) => {
      const points = rocOf(drawn.map(({ good, score }) => ({ positive: !good, score })));
      return points ? [{ name, points }] : [];
    },
  );
  return [
    distribution('결함 점수의 분포: 문구만', scores),
    ...(joined ? [distribution('결함 점수의 분포: 양품 비교까지', joined)] : []),
    ...(rocs.length ? [curves('ROC', '양품을 불량으로 볼 비율', '불량을 찾을 비율', rocs, { chance: true })] : []),
  ];
}

/** Areas under the curves with their intervals. */
export function areas({ auroc, combined }: Commissioning): Markup {
  const one = (name: string, area: Commissioning['auroc']) =>
    area
      ? html`<li>${name}: ${area.auroc.toFixed(3)} (${area.interval.map((value) => value.toFixed(3)).join(' ~ ')})</li>`
      : html``;
  if (!auroc) return html``;
  return html`<p>AUROC</p>
    <ul>
      ${one('문구만', auroc)}${one('양품 비교까지', combined?.auroc ?? null)}
    </ul>`;
}
