import { html, type Markup } from '../page/markup';
import { frame, type Axis } from './frame';

export interface Curve {
  name: string;
  points: [x: number, y: number][];
}

const COLOURS = ['', 'other'];

/** One or two curves over the unit square, such as ROC, precision over recall, or calibration. */
export function curves(
  title: string,
  across: string,
  up: string,
  drawn: Curve[],
  options: { chance?: boolean } = {},
): Markup {
  const axis = (name: string): Axis => ({ title: name, from: 0, to: 1 });
  const { x, y, svg } = frame(axis(across), axis(up));
  const path = (points: Curve['points']) =>
    points.map(([a, b], i) => `${i ? 'L' : 'M'}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join('');
  const chance = options.chance
    ? [
        html`<path
          class="chance"
          d="${path([
            [0, 0],
            [1, 1],
          ])}"
        />`,
      ]
    : [];
  const lines = drawn.map(
    ({ points, name }, index) =>
      html`<path class="${COLOURS[index] ?? ''}" d="${path(points)}"><title>${name}</title></path>`,
  );
  const legend =
    drawn.length < 2
      ? []
      : drawn.map(
          ({ name }, index) =>
            html`<path class="${COLOURS[index] ?? ''}" d="M${x(0.5)} ${y(0.14 - index * 0.07)} h18" />
              <text x="${x(0.5) + 24}" y="${y(0.14 - index * 0.07) + 4}">${name}</text>`,
        );
  return svg(title, [...chance, ...lines, ...legend]);
}
