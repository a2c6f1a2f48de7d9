import type { Inspection } from '../inspection/record';
import { html, type Markup } from '../page/markup';
import { page } from '../page/page';
import type { DocumentSettings } from './document';
import { localTime, percent } from './format';
import { hasPage } from './pdf/evidence';
import { REGION_HEAD, SIMILAR_HEAD, sheetOf, type Field, type Sheet } from './sheet';
import { summarise } from './summary';
import { OUTCOMES, type Outcome } from './words';

/** One inspection as an HTML file that needs no other: pictures inside, no script. */
export function toHtml(inspection: Inspection, settings: DocumentSettings): string {
  const sheet = sheetOf(inspection, settings);
  return page(sheet.title, [article(sheet, inspection)], { above: settings.company });
}

/** A batch: counts and list, then every part that is not OK. */
export function toHtmlSummary(inspections: Inspection[], settings: DocumentSettings): string {
  const { total, outcomes, defects, from, to } = summarise(inspections);
  const counts = Object.entries(outcomes).map(
    ([outcome, count]) => html`<li class="${outcome}">${OUTCOMES[outcome as Outcome]} <b>${count}</b></li>`,
  );
  const body = html` <p>${localTime(from)} ~ ${localTime(to)} · 검사 수 <b>${total}</b></p>
    <ul class="counts">
      ${counts}
    </ul>
    <h2>불량 유형별 건수</h2>
    ${rows(defects.map(({ name, count }): Field => [name, `${count}건`]))}
    ${inspections.filter(hasPage).map((inspection) => article(sheetOf(inspection, settings), inspection))}`;
  return page('검사 집계표', [body], { above: settings.company });
}

function article(sheet: Sheet, { evidence }: Inspection): Markup {
  return html`<article>
    <p class="verdict ${sheet.outcome}"><b>${sheet.verdict}</b> ${sheet.finding}</p>
    <p>${sheet.findingEnglish}<br />${sheet.grounds}</p>
    ${sheet.warning ? html`<p class="error">${sheet.warning}</p>` : ''}
    ${picture(evidence?.thumbnail, '촬영 사진')}${picture(evidence?.overlay, '검출 위치')}${picture(evidence?.why, '판정 근거')}${picture(evidence?.looked, '설명 근거')}
    ${rows(sheet.basics)}
    <h2>측정 결과</h2>
    ${table(
      REGION_HEAD,
      sheet.regions.map((row) => row.map((texts) => texts.join(' / '))),
    )}
    <p>${sheet.regionsNote}</p>
    <h2>판정 점수</h2>
    ${rows(sheet.scores.map(({ name, probability }): Field => [name, percent(probability)]))}
    ${
      sheet.similar?.length
        ? html`<h2>유사 과거 사례</h2>
            ${table(SIMILAR_HEAD, sheet.similar)}`
        : ''
    }
    <h2>원인 및 조치 (추정)</h2>
    ${rows([
      ['추정 원인', sheet.cause ?? '-'],
      ['권장 조치', sheet.action ?? '-'],
    ])}
    ${
      sheet.choices.ticked
        ? html`<h2>${sheet.choices.label}</h2>
            ${rows([[sheet.choices.ticked, sheet.choices.by ?? '']])}`
        : ''
    }
    <h2>추적 정보</h2>
    ${rows(sheet.trace)}
  </article>`;
}

const table = (head: string[], cells: string[][]): Markup =>
  html`<table>
    <tr>
      ${head.map((each) => html`<th>${each}</th>`)}
    </tr>
    ${cells.map(
      (row) =>
        html`<tr>
          ${row.map((text) => html`<td>${text}</td>`)}
        </tr>`,
    )}
  </table>`;

const rows = (fields: Field[]): Markup =>
  html`<table class="fields">
    ${fields.map(
      ([label, value]) =>
        html`<tr>
          <th>${label}</th>
          <td>${value}</td>
        </tr>`,
    )}
  </table>`;

function picture(jpeg: Uint8Array | string | undefined, caption: string): Markup | string {
  if (!(jpeg instanceof Uint8Array)) return '';
  const data = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength).toString('base64');
  return html`<figure>
    <img alt="${caption}" src="data:image/jpeg;base64,${data}" />
    <figcaption>${caption}</figcaption>
  </figure>`;
}
