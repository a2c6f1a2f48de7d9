/** `node dist/bench/drift/plot.js RESULT.json OUT.svg`: accuracy while lamp and lens wear, and when the watch warned. */
import { readFileSync, writeFileSync } from 'node:fs';
import { CHART_STYLE, frame } from '../../lib/charts/frame';
import { html, Markup } from '../../lib/page/markup';
import { FALL } from './accuracy';
import { pooled, type LineFigures } from './summary';
import { KINDS, type Kind } from './truth';

/** Natural units of all of a wear. */
const WEAR: Record<Kind, { title: string; across: string; all: number }> = {
  light: { title: '조명이 어두워짐 / light falls', across: '밝기 감소 / light lost, %', all: 20 },
  focus: { title: '초점이 흐려짐 / defocus grows', across: '흐림 / blur, px', all: 1.5 },
  grease: { title: '렌즈가 더러워짐 / grease on the lens', across: '오염 / smear, %', all: 100 },
};
const WAYS = [
  ['recipe', '레시피 / recipe'],
  ['words', '문구만 / words'],
] as const;
const [WIDTH, HEIGHT] = [420, 296];
const LOWEST = 0.5;

function panel(lines: LineFigures[], kind: Kind): Markup {
  const { title, across, all } = WEAR[kind];
  const { x, y, svg } = frame(
    { title: across, from: 0, to: all },
    { title: '균형 정확도 / balanced accuracy', from: LOWEST, to: 1 },
  );
  const curves = WAYS.map(([way, name], index) => {
    const steps = pooled(lines, way, kind);
    const path = steps.map(({ severity, accuracy }) => `${x(severity * all).toFixed(1)} ${y(accuracy).toFixed(1)}`);
    const colour = index ? 'other' : '';
    const at = y(LOWEST + 0.04) + 14 * index - 14;
    const fallen = y(steps[0]!.accuracy - FALL);
    return html`<path class="${colour}" d="M${path.join('L')}" />
      <path class="chance" d="M${x(0)} ${fallen}H${x(all)}" />
      <path class="${colour}" d="M${x(0.04 * all)} ${at} h18" />
      <text x="${x(0.04 * all) + 24}" y="${at + 4}">${name}</text>`;
  });
  const warned = lines.flatMap((line) => {
    const { after } = line.watched.recipe.ramp[kind];
    return after === null ? [] : [(after / line.ramp) * all];
  });
  const marks = warned.map(
    (at) => html`<line class="warned" x1="${x(at)}" x2="${x(at)}" y1="${y(1)}" y2="${y(LOWEST)}" />`,
  );
  const told = html`<line
      class="warned"
      x1="${x(0.55 * all)}"
      x2="${x(0.55 * all) + 18}"
      y1="${y(LOWEST + 0.04) - 14}"
      y2="${y(LOWEST + 0.04) - 14}"
    />
    <text x="${x(0.55 * all) + 24}" y="${y(LOWEST + 0.04) - 10}">경고 / warning (${warned.length})</text>`;
  return svg(title, [...curves, ...marks, told]);
}

const [from, to] = process.argv.slice(2) as [string, string];
const { lines } = JSON.parse(readFileSync(from, 'utf8')) as { lines: LineFigures[] };
const placed = KINDS.map((kind, index) => {
  const inside = panel(lines, kind).text.replace(
    '<svg',
    `<svg x="${index * WIDTH}" width="${WIDTH}" height="${HEIGHT}"`,
  );
  return new Markup(inside);
});
const page = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH * KINDS.length} ${HEIGHT}">
  <style>
    ${new Markup(CHART_STYLE)} .chart {
      width: ${WIDTH}px;
    }
    .chart line.warned {
      stroke: #d2452f;
      stroke-width: 1.5;
    }
  </style>
  <rect width="100%" height="100%" fill="#fff" />
  ${placed}
</svg> `;
writeFileSync(to, page.text.replace(/^ +/gm, ''));
