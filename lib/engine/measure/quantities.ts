import type { Plane, ToMm } from '../../imaging/calibration';
import type { MeasuredRegion } from '../../inference/jobs';
import type { Point, Quantity } from '../../inspection/record';
import { COVERAGE } from '../../inspection/uncertainty';
import type { Gauged, Sized } from './gauge/region';
import { leastRectangle } from './gauge/rectangle';
import { boxAround, polygonArea, polylineLength } from './geometry';
import type { Shape } from './shape';

type Quantities = Pick<MeasuredRegion, 'length' | 'width' | 'area' | 'bbox_mm'>;

/** The sizes of a region on the part, mm and mm². */
interface Sizes {
  length: number;
  width: number;
  area: number;
}

/** … of an outline with what is not known of the direction they lie in, as standard uncertainties. */
type Turned = Sizes & { turns: Sizes };

/**
 * Length, width and area with their uncertainty; in mm as well when there is a calibration, and never without.
 *
 * The parts of the uncertainty are standard ones and combined as root of squares; the expanded one is twice that
 * (GUM, JCGM 100:2008, 5.1 and 6.2).
 */
export function quantitiesOf(gauged: Gauged, shape: Shape, plane?: Plane): Quantities {
  const names = ['length', 'width', 'area'] as const;
  const turns = turnsOf(gauged);
  const pixels = Object.fromEntries(names.map((name) => [name, inPixels(gauged[name], turns[name])])) as Record<
    string,
    Quantity
  >;
  if (!plane) return { length: pixels.length!, width: pixels.width!, area: pixels.area! };
  const mm = sizesOf(gauged, plane.toMm, shape);
  const off = plane.variants.map((toMm) => sizesOf(gauged, toMm, shape));
  const { along, across } = scalesOf(gauged, plane);
  const perPx: Sizes = { length: along, width: across, area: along * across };
  // A lens that is off by so much at either end, or all around.
  const lens: Sizes = {
    length: Math.SQRT2 * plane.lens * along,
    width: (plane.lens * across * shape.width) / Math.max(shape.width, shape.length),
    area: (plane.lens * shape.perimeter * along * across) / 2,
  };
  const quantity = (name: keyof Sizes): Quantity => {
    const { parts } = gauged[name];
    const budget = {
      edge: parts.edge * perPx[name],
      form: Math.hypot(parts.form * perPx[name], mm.turns[name]),
      calibration: Math.hypot(...off.map((other) => other[name] - mm[name])),
      lens: lens[name],
    };
    const uncertainty_mm = Math.hypot(...Object.values(budget));
    return { ...pixels[name]!, mm: mm[name], uncertainty_mm, expanded_mm: COVERAGE * uncertainty_mm, budget };
  };
  return {
    length: quantity('length'),
    width: quantity('width'),
    area: quantity('area'),
    bbox_mm: boxAround(gauged.outline.map(plane.toMm)),
  };
}

const UNTURNED: Sizes = { length: 0, width: 0, area: 0 };

/** What is not known of the direction in the picture, px. */
function turnsOf(gauged: Gauged): Sizes {
  if (!isOutlined(gauged)) return UNTURNED;
  const { uLong, uShort } = leastRectangle(gauged.outline, gauged.play);
  return { length: uLong, width: uShort, area: 0 };
}

const isOutlined = ({ method }: Gauged) => method === 'outline' || method === 'relief';

function inPixels({ value, parts }: Sized, turn: number): Quantity {
  const uncertainty_px = Math.hypot(parts.edge, parts.form, turn);
  return { px: value, uncertainty_px, expanded_px: COVERAGE * uncertainty_px };
}

/** mm per px along and across a region. */
function scalesOf({ axis }: Gauged, plane: Pick<Plane, 'scaleAlong' | 'areaScale'>) {
  const [first, last] = [axis[0]!, axis.at(-1)!];
  const middle = axis[axis.length >> 1]!;
  const at: Point = axis.length > 2 ? middle : [(first[0] + last[0]) / 2, (first[1] + last[1]) / 2];
  const along = plane.scaleAlong(at, Math.atan2(last[1] - first[1], last[0] - first[0]));
  // Square to the axis on the part is not square to it in a tilted picture: the area tells.
  return { along, across: plane.areaScale(at) / along };
}

function sizesOf(gauged: Gauged, toMm: ToMm, shape: Shape): Turned {
  const { length, width, area, axis, outline, play } = gauged;
  if (isOutlined(gauged)) {
    const onPart = outline.map(toMm);
    const { long, short, uLong, uShort } = leastRectangle(onPart, play);
    // What was corrected after the outline was drawn, in proportion.
    const flat = leastRectangle(outline, play);
    return {
      length: (long * length.value) / flat.long,
      width: (short * width.value) / flat.short,
      area: (polygonArea(onPart) * area.value) / polygonArea(outline),
      turns: { length: uLong, width: uShort, area: 0 },
    };
  }
  const along = polylineLength(axis.map(toMm)) / polylineLength(axis) || 0;
  const stretch = polygonArea(shape.polygon.map(toMm)) / polygonArea(shape.polygon);
  const areal = Number.isFinite(stretch) ? stretch : along * along;
  return {
    ...{ length: length.value * along, width: (width.value * areal) / along, area: area.value * areal },
    turns: UNTURNED,
  };
}
