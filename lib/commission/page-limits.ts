import { html, type Markup } from '../page/markup';
import type { Combined } from './combined';
import type { Commissioning } from './commission';
import type { Edges } from './edges';

/** The limits of the proposed judgement, and whether the pictures suffice for them. */
export function limitTable({ judge, limits, used, combined }: Commissioning): Markup {
  if (used && combined) return edgeTable(combined);
  const shown = judge.labels.filter(({ threshold }) => threshold !== undefined);
  return html`<h2>정한 기준값</h2>
    <table>
      <tr>
        <th>라벨</th>
        <th>기준값</th>
        <th>바라는 비율을 보장하는가</th>
      </tr>
      ${shown.map(({ id, ko, en, kind, threshold }) => {
        const { assured } = kind === 'normal' ? limits.ok : limits.ng[id]!;
        return html`<tr>
          <td>${ko || en} (${id})</td>
          <td>${threshold!.toFixed(3)}</td>
          <td>${assured ? '예' : '사진이 부족함'}</td>
        </tr>`;
      })}
    </table>`;
}

function edgeTable({ edges: { ok, ng } }: Combined): Markup {
  const row = (name: string, { at, assured }: Edges['ok']) =>
    html`<tr>
      <td>${name}</td>
      <td>${at.toFixed(2)}</td>
      <td>${assured ? '예' : '사진이 부족함'}</td>
    </tr>`;
  return html`<h2>정한 한계값</h2>
    <p>문구와 양품 비교의 합입니다. 두 값 사이는 재검토입니다.</p>
    <table>
      <tr>
        <th>판정</th>
        <th>합</th>
        <th>바라는 비율을 보장하는가</th>
      </tr>
      ${row('이보다 작으면 양품', ok)}${row('이 값부터 불량', ng)}
    </table>`;
}
