import { html, type Markup } from '../page/markup';
import { frame } from './frame';

export interface Series {
  name: string;
  /** `ok` or `ng`: its colour. */
  kind: 'ok' | 'ng';
  values: number[];
}

/** A line across the bars, such as a threshold. */
export interface Limit {
  name: string;
  at: number;
}

const BARS = 20;

/** How often values of 0 to 1 occur, one colour a series, shares of each series so that unequal numbers compare. */
export function histogram(title: string, across: string, series: Series[], limits: Limit[] = []): Markup {
  const counted = series.map(({ values, ...one }) => {
    const bars = new Array<number>(BARS).fill(0);
    for (const value of values) bars[Math.min(BARS - 1, Math.max(0, Math.floor(value * BARS)))]! += 1 / values.length;
    return { ...one, bars };
  });
  const highest = Math.max(0.1, ...counted.flatMap(({ bars }) => bars));
  const percent = (value: number) => `${Math.round(value * 100)}%`;
  const { x, y, svg } = frame(
    { title: across, from: 0, to: 1 },
    { title: '사진의 비율', from: 0, to: highest, tell: percent },
  );
  const width = (x(1) - x(0)) / BARS;
  const bars = counted.flatMap(({ kind, name, bars }) =>
    bars.map((share, index) =>
      share === 0
        ? html``
        : html`<rect
            class="${kind}"
            x="${x(index / BARS) + 1}"
            y="${y(share)}"
            width="${width - 2}"
            height="${y(0) - y(share)}"
          >
            <title>${name}: ${percent(share)}</title>
          </rect>`,
    ),
  );
  const lines = limits.map(
    ({ name, at }, index) =>
      html`<line class="limit" x1="${x(at)}" x2="${x(at)}" y1="${y(highest)}" y2="${y(0)}" />
        <text class="limit" x="${x(at) + 4}" y="${y(highest) + 12 + 13 * index}">${name}</text>`,
  );
  const legend = counted.map(
    ({ kind, name }, index) =>
      html`<rect class="${kind}" x="${x(0.62)}" y="${y(highest) + 2 + 16 * index}" width="10" height="10" />
        <text x="${x(0.62) + 15}" y="${y(highest) + 11 + 16 * index}">${name}</text>`,
  );
  return svg(title, [...bars, ...lines, ...legend]);
}
