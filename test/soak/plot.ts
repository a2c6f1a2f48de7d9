import type { Finding } from './measures';
import type { Sample } from './sample';

const [WIDTH, HEIGHT, COLUMNS] = [420, 150, 2];
const [LEFT, TOP, BOTTOM] = [52, 30, 22];
const POINTS = 400;
const MINUTE = 60;

/** All measures over time, one beside the other; grey while the line warms up, and the straight line through the rest. */
export function plotOf(samples: Sample[], found: Finding[], warm: number): string {
  const thinned = samples.filter((_, index) => index % Math.ceil(samples.length / POINTS) === 0);
  const panels = found.map((finding, index) => {
    const [x, y] = [WIDTH * (index % COLUMNS), HEIGHT * Math.floor(index / COLUMNS)];
    return `<g transform="translate(${x} ${y})">${panel(thinned, finding, warm)}</g>`;
  });
  const [width, height] = [WIDTH * COLUMNS, HEIGHT * Math.ceil(found.length / COLUMNS)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="10">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...panels,
    '</svg>\n',
  ].join('\n');
}

function panel(samples: Sample[], { key, title, unit, drift, isSteady }: Finding, warm: number): string {
  const end = samples.at(-1)!.at;
  const values = samples.map((sample) => sample[key]);
  const [low, high] = rangeOf(values);
  const x = (at: number) => round(LEFT + ((WIDTH - LEFT - 12) * at) / end);
  const y = (value: number) => round(HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * (value - low)) / (high - low));
  const points = samples.map(({ at }, index) => `${x(at)},${y(values[index]!)}`).join(' ');
  const used = values.filter((_, index) => samples[index]!.at >= warm);
  const mean = used.reduce((sum, value) => sum + value, 0) / used.length;
  const middle = (warm + end) / 2;
  const fitted = [warm, end].map((at) => `${x(at)},${y(mean + (drift.slope * (at - middle)) / 3600)}`).join(' ');
  const words = `${title}${unit && `, ${unit}`}: ${drift.slope.toFixed(2)} an hour (${drift.low.toFixed(2)} … ${drift.high.toFixed(2)})`;
  return [
    `<text x="8" y="18" font-weight="bold" fill="${isSteady ? '#222' : '#b00020'}">${words}</text>`,
    `<rect x="${LEFT}" y="${TOP}" width="${round(x(warm) - LEFT)}" height="${HEIGHT - TOP - BOTTOM}" fill="#eee"/>`,
    `<path d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - 12}" fill="none" stroke="#999"/>`,
    ...[low, high].map((value) => text(LEFT - 4, y(value) + 3, 'end', label(value))),
    ...[0, end].map((at) => text(x(at), HEIGHT - 8, at ? 'end' : 'start', `${Math.round(at / MINUTE)} min`)),
    `<polyline points="${points}" fill="none" stroke="#1f77b4"/>`,
    `<polyline points="${fitted}" fill="none" stroke="#d62728" stroke-dasharray="4 3"/>`,
  ].join('');
}

/** From where to where the axis goes; a count that stays has room above and below. */
function rangeOf(values: number[]): [low: number, high: number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = Math.max((most - least) / 10, most / 50, 1);
  return [Math.max(0, least - room), most + room];
}

const text = (x: number, y: number, anchor: string, words: string) =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#666">${words}</text>`;
const label = (value: number) => value.toFixed(value < 10 ? 1 : 0);
const round = (value: number) => Math.round(value * 10) / 10;
