import { html, type Markup } from '../page/markup';

/** What an axis shows. */
export interface Axis {
  title: string;
  from: number;
  to: number;
  /** Where ticks stand; about five round values when absent. */
  ticks?: number[];
  tell?(value: number): string;
}

/** A drawing area with axes: where a value lies in it, px, and the chart around what is drawn. */
export interface Frame {
  x(value: number): number;
  y(value: number): number;
  svg(title: string, inside: Markup[]): Markup;
}

const WIDTH = 420;
const HEIGHT = 296;
const LEFT = 56;
const RIGHT = 14;
const TOP = 30;
const BOTTOM = 46;

/** A chart of two linear axes as SVG for a page of ours: no script, no font of its own. */
export function frame(across: Axis, up: Axis): Frame {
  const x = (value: number) => LEFT + ((value - across.from) / (across.to - across.from)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => HEIGHT - BOTTOM - ((value - up.from) / (up.to - up.from)) * (HEIGHT - TOP - BOTTOM);
  const tell = (axis: Axis, value: number) => axis.tell?.(value) ?? String(Number(value.toPrecision(4)));
  const below = ticksOf(across).map(
    (value) =>
      html`<g class="tick">
        <line x1="${x(value)}" x2="${x(value)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}" />
        <text x="${x(value)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${tell(across, value)}</text>
      </g>`,
  );
  const beside = ticksOf(up).map(
    (value) =>
      html`<g class="tick">
        <line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}" />
        <text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${tell(up, value)}</text>
      </g>`,
  );
  const middle = (TOP + HEIGHT - BOTTOM) / 2;
  return {
    x,
    y,
    svg: (title, inside) =>
      html`<svg
        class="chart"
        viewBox="0 0 ${WIDTH} ${HEIGHT}"
        role="img"
        aria-label="${title}"
        xmlns="http://www.w3.org/2000/svg"
      >
        <title>${title}</title>
        <text class="title" x="${LEFT}" y="18">${title}</text>
        ${below}${beside}${inside}
        <text class="axis" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">
          ${across.title}
        </text>
        <text class="axis" transform="translate(14 ${middle}) rotate(-90)" text-anchor="middle">${up.title}</text>
      </svg>`,
  };
}

/** Round values within an axis, at steps of 1, 2 or 5 times a power of ten. */
function ticksOf({ from, to, ticks }: Axis): number[] {
  if (ticks) return ticks;
  const rough = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough)!;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, index) => (first + index) * step);
}

/** How the charts look; stands in the style of the page that shows them. */
export const CHART_STYLE = `
.chart { width: 100%; max-width: 420px; font: 11px sans-serif; }
.chart .tick line { stroke: #e3e6ea; }
.chart .tick text { fill: #556; }
.chart .title { fill: #223; font-size: 13px; font-weight: bold; }
.chart .axis { fill: #223; font-size: 12px; }
.chart .ok { fill: #2e9e6b; }
.chart .ng { fill: #d2452f; }
.chart rect.ok, .chart rect.ng { opacity: 0.65; }
.chart path { fill: none; stroke: #2463b8; stroke-width: 2; }
.chart path.other { stroke: #b86a24; }
.chart path.chance, .chart line.limit { stroke: #889; stroke-dasharray: 4 3; }
.chart text.limit { fill: #445; }
`;
