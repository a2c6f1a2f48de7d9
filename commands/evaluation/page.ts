import { basename } from 'node:path';
import { curves, type Curve } from '../../lib/charts/curve';
import { CHART_STYLE } from '../../lib/charts/frame';
import { histogram } from '../../lib/charts/histogram';
import { html, type Markup } from '../../lib/page/markup';
import { page } from '../../lib/page/page';
import type { Outcome } from './picture';
import { scoreOf, type Summary } from './summary';

/** One run over the pictures: by a recipe, or by the default line. */
export interface Run {
  name: string;
  summary: Summary;
  outcomes: Outcome[];
}

/** Pictures shown of each kind. */
const SHOWN = 12;

const text = (value: number | null, digits = 3) => (value === null ? '–' : value.toFixed(digits));
const percent = (value: number | null) => (value === null ? '–' : `${(value * 100).toFixed(1)} %`);

type Row = [name: string, tell: (summary: Summary) => string];

const FIGURES: Row[] = [
  ['사진', ({ n, errors }) => `${n} (오류 ${errors})`],
  [
    'AUROC (95 % 구간)',
    ({ auroc, auroc_interval }) =>
      `${text(auroc)} ${auroc_interval ? `(${auroc_interval.map((value) => value.toFixed(3)).join(' ~ ')})` : ''}`,
  ],
  ['평균 정밀도(AP)', ({ average_precision }) => text(average_precision)],
  ['종류 정답률(top-1)', ({ top1 }) => percent(top1)],
  ['양품: 양품·불량·재검토', ({ decisions: { good } }) => `${good.ok} · ${good.ng} · ${good.review}`],
  [
    '불량: 불량·양품(놓침)·재검토',
    ({ decisions: { defective } }) => `${defective.ng} · ${defective.ok} · ${defective.review}`,
  ],
  ['점수의 교정 오차(ECE)', ({ calibration }) => text(calibration?.error ?? null)],
  ['위치: 가장 큰 영역이 결함 안', ({ pointing_game }) => percent(pointing_game)],
  ['마스크 IoU (중앙값)', ({ mask_iou_median }) => text(mask_iou_median)],
  ['결함 영역을 덮은 비율(PRO)', ({ region_overlap }) => text(region_overlap)],
  ['판정 근거: 결함에서 15 px 안(224 px 기준)', ({ why }) => percent(why?.pointing_game ?? null)],
  ['판정 근거: AUPRO (정상 픽셀 30 %까지)', ({ why }) => text(why?.aupro ?? null)],
  ['설명 근거: 결함에서 15 px 안(224 px 기준)', ({ caption }) => percent(caption?.pointing_game ?? null)],
  ['길이 오차 (중앙값)', ({ length_error_median }) => percent(length_error_median)],
  ['판정 시간 p50 / p99', ({ latency_ms: { p50, p99 } }) => `${text(p50, 0)} / ${text(p99, 0)} ms`],
];

/** The figures of one run, or of two side by side, as a page that needs no other file. */
export function evaluationPage(title: string, runs: Run[]): string {
  const body = [
    html`<table>
        <tr>
          <th></th>
          ${runs.map(({ name }) => html`<th>${name}</th>`)}
        </tr>
        ${FIGURES.map(
          ([name, tell]) =>
            html`<tr>
              <th>${name}</th>
              ${runs.map(({ summary }) => html`<td>${tell(summary)}</td>`)}
            </tr>`,
        )}
      </table>
      <div class="charts">${charts(runs)}</div>`,
    ...runs.map(
      (run) =>
        html`<h2>${run.name}: 혼동 행렬</h2>
          ${confusion(run.summary)}`,
    ),
    ...runs.map(
      (run) =>
        html`${worst(run, false, '양품인데 결함에 가깝게 본 사진')}${worst(run, true, '불량인데 양품에 가깝게 본 사진')}`,
    ),
    failures(runs),
  ];
  return page(title, body, { style: CHART_STYLE + STYLE });
}

function charts(runs: Run[]): Markup[] {
  const drawn = (pick: (summary: Summary) => Curve['points'] | null): Curve[] =>
    runs.flatMap(({ name, summary }) => {
      const points = pick(summary);
      return points ? [{ name, points }] : [];
    });
  const reliability = drawn(({ calibration }) => calibration?.bins.map(({ score, share }) => [score, share]) ?? null);
  const overlap = drawn(({ why }) => why?.region_curve ?? null);
  return [
    curves(
      'ROC',
      '양품을 불량으로 볼 비율',
      '불량을 찾을 비율',
      drawn(({ roc }) => roc),
      { chance: true },
    ),
    curves(
      '정밀도와 재현율',
      '재현율',
      '정밀도',
      drawn(({ precision_recall }) => precision_recall),
    ),
    ...(overlap.length ? [curves('판정 근거: 영역별 겹침(PRO)', '표시된 정상 픽셀', '덮은 결함 영역', overlap)] : []),
    curves('점수의 교정', '결함 점수', '실제 불량의 비율', reliability, { chance: true }),
    ...runs.map(({ name, outcomes }) => {
      const scores = (defective: boolean) =>
        outcomes.flatMap(({ truth, defectScore }) =>
          defectScore !== undefined && truth.has_defect === defective ? [defectScore] : [],
        );
      return histogram(`${name}: 점수의 분포`, '결함 점수', [
        { name: '양품', kind: 'ok', values: scores(false) },
        { name: '불량', kind: 'ng', values: scores(true) },
      ]);
    }),
  ];
}

function confusion({ confusion: { labels, counts } }: Summary): Markup {
  return html`<table class="confusion">
    <tr>
      <th>실제 \\ 판정</th>
      ${labels.map((label) => html`<th>${label}</th>`)}
    </tr>
    ${counts.map((row, truth) => {
      const n = row.reduce((sum, count) => sum + count, 0);
      return html`<tr>
        <th>${labels[truth]}</th>
        ${row.map((count, decided) => html`<td class="${truth === decided ? 'right' : count > 0.1 * n ? 'often' : ''}">${count || ''}</td>`)}
      </tr>`;
    })}
  </table>`;
}

function worst({ name, outcomes }: Run, defective: boolean, title: string): Markup {
  const wrongness = (outcome: Outcome) => (defective ? 1 - scoreOf(outcome).score : scoreOf(outcome).score);
  const shown = outcomes
    .filter(({ truth, error }) => error === undefined && truth.has_defect === defective)
    .sort((a, b) => wrongness(b) - wrongness(a))
    .slice(0, SHOWN);
  if (shown.length === 0) return html``;
  const figures = shown.map(({ truth, defectScore, decidedLabel, decision, inspection }) => {
    const small = inspection?.evidence?.thumbnail;
    return html`<figure>
      ${small instanceof Uint8Array ? html`<img src="data:image/jpeg;base64,${Buffer.from(small).toString('base64')}" alt="" />` : ''}
      <figcaption>
        ${basename(truth.file)}${truth.label_en ? ` · ${truth.label_en}` : ''}<br />${percent(defectScore ?? null)} ·
        ${decision} (${decidedLabel})
      </figcaption>
    </figure>`;
  });
  return html`<h2>${name}: ${title}</h2>
    <div class="gallery">${figures}</div>`;
}

function failures(runs: Run[]): Markup {
  const failed = runs.flatMap(({ name, outcomes }) =>
    outcomes.filter(({ error }) => error).map((outcome) => ({ name, ...outcome })),
  );
  if (failed.length === 0) return html``;
  return html`<h2>읽지 못한 사진</h2>
    <ul>
      ${failed.slice(0, 50).map(({ name, truth, error }) => html`<li>${name}: ${truth.file}: ${error}</li>`)}
    </ul>`;
}

const STYLE = `
.charts { display: flex; gap: 16px; flex-wrap: wrap; margin-top: 16px; }
.charts .chart { flex: 1 1 360px; }
.gallery figure { width: 23%; }
.gallery figcaption { font-size: 12px; overflow-wrap: anywhere; }
.confusion td { text-align: right; }
.confusion .right { background: #e3f4ea; }
.confusion .often { background: #fdecea; }
`;
