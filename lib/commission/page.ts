import { CHART_STYLE } from '../charts/frame';
import type { Interval } from '../evaluation/intervals';
import { localTime } from '../report/format';
import { html, type Markup } from '../page/markup';
import { page } from '../page/page';
import type { Commissioning, ScoredPicture } from './commission';
import { areas, charts } from './page-charts';
import { limitTable } from './page-limits';
import { adviceOf, comparisonAdvice, DECISION_WORDS, percent, proposedOf } from './words';
import type { Share, Tally } from './tally';
import type { Worth } from './worth';

/** Pictures shown of each side. */
const SHOWN = 8;

const between = ([low, high]: Interval) => `${percent(low)} ~ ${percent(high)}`;

/** What commissioning found out, as a page that needs no other file: for the person who has to sign the recipe. */
export function commissioningPage(found: Commissioning, name: string): string {
  const { fit, pictures, worth } = found;
  const side = (good: boolean) => pictures.filter((one) => one.good === good);
  const body = [
    html`<p>양품 ${fit.ok}장, 불량 ${fit.ng}장 · 모델 ${fit.model} · ${localTime(fit.at)}</p>
      <ul class="advice">
        ${adviceOf(found).map((line) => html`<li>${line}</li>`)}
      </ul>`,
    html`<h2>새 사진에서 예상되는 결과</h2>
      <p>사진마다 그 사진을 빼고 정한 기준값으로 판정했습니다. 괄호는 95 % 신뢰 구간입니다.</p>`,
    expectation(proposedOf(found).expected),
    comparison(found),
    html`<h2>결함 점수</h2>
      <div class="charts">${charts(found)}</div>
      ${areas(found)}`,
    html`<h2>가장 헷갈린 사진</h2>`,
    gallery('양품인데 결함에 가깝게 본 사진', side(true)),
    gallery('불량인데 양품에 가깝게 본 사진', side(false)),
    worth.templates.length + worth.labels.length ? worthTable(worth) : html``,
    limitTable(found),
  ];
  return page(`${name} 시운전 결과`, body, { style: CHART_STYLE + STYLE });
}

function expectation(expected: Tally): Markup {
  const cell = ({ n, hits, interval }: Share) =>
    n ? html`<td>${hits} / ${n} (${between(interval)})</td>` : html`<td>–</td>`;
  return html`<table>
    <tr>
      <th></th>
      <th>${DECISION_WORDS.ok}</th>
      <th>${DECISION_WORDS.ng}</th>
      <th>${DECISION_WORDS.review}</th>
    </tr>
    <tr>
      <th>실제 양품</th>
      ${cell(expected.good.ok)}${cell(expected.good.ng)}${cell(expected.good.review)}
    </tr>
    <tr>
      <th>실제 불량</th>
      ${cell(expected.bad.ok)}${cell(expected.bad.ng)}${cell(expected.bad.review)}
    </tr>
  </table>`;
}

/** What comparison with good parts adds to the words, whether or not it is proposed. */
function comparison(found: Commissioning): Markup {
  const { combined, used, expected } = found;
  if (!combined) return html``;
  const other = used ? expected : combined.expected;
  return html`<h2>양품 비교</h2>
    <p>${comparisonAdvice(found) ?? ''} 양품 사진은 그 사진 없이 기억한 양품과 비교했습니다.</p>
    <p>${used ? '문구만 썼다면:' : '양품 비교까지 썼다면:'}</p>
    ${expectation(other)}`;
}

function gallery(title: string, pictures: ScoredPicture[]): Markup {
  if (pictures.length === 0) return html``;
  const shown = pictures.slice(0, SHOWN).map(
    ({ name, thumbnail, score, decision, says }) =>
      html`<figure>
        ${thumbnail ? html`<img src="data:image/jpeg;base64,${Buffer.from(thumbnail).toString('base64')}" alt="" />` : html``}
        <figcaption>${name}<br />${percent(score)} · ${DECISION_WORDS[decision] ?? decision} (${says})</figcaption>
      </figure>`,
  );
  return html`<h3>${title}</h3>
    <div class="gallery">${shown}</div>`;
}

function worthTable({ templates, labels }: Commissioning['worth']): Markup {
  const row = ({ name, auroc, distance, uncertainty, hurts }: Worth) =>
    html`<tr class="${hurts ? 'hurts' : ''}">
      <td>${name}</td>
      <td>${signed(auroc, 3)}</td>
      <td>${signed(distance, 2)} ± ${uncertainty.toFixed(2)}</td>
      <td>${hurts ? '빼기를 권함' : ''}</td>
    </tr>`;
  return html`<h2>문장 틀과 라벨의 기여</h2>
    <p>뺐을 때의 변화입니다. 양수면 빼는 쪽이 양품과 불량을 더 잘 가릅니다.</p>
    <table>
      <tr>
        <th>문장 틀 / 라벨</th>
        <th>AUROC</th>
        <th>거리(d′)</th>
        <th></th>
      </tr>
      ${templates.map(row)}${labels.map(row)}
    </table>`;
}

const signed = (value: number, digits: number) => `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(digits)}`;

const STYLE = `
.charts { display: flex; gap: 16px; flex-wrap: wrap; }
.charts .chart { flex: 1 1 360px; }
.gallery figure { width: 23%; }
.gallery figcaption { font-size: 12px; overflow-wrap: anywhere; }
.advice li { margin: 4px 0; }
tr.hurts td { background: #fdeceA; }
`;
