import type { Plane } from '../../imaging/calibration';
import type { MeasuredRegion } from '../../inference/jobs';
import type { Box, Point, Quantity } from '../../inspection/record';
import { polylineLength, type Shape } from './shape';

/** Standard uncertainty of where a border lies, px. */
const BORDER_PX = 0.5;

type Quantities = Pick<MeasuredRegion, 'length' | 'width' | 'area' | 'bbox_mm'>;

/**
 * Length, width and area of a shape; in mm as well when there is a calibration, and never without.
 *
 * Uncertainties are standard ones: half a pixel at either end (for areas, along the whole outline) and the
 * calibration's residual, combined as root of squares.
 */
export function quantitiesOf(shape: Shape, plane?: Plane): Quantities {
  const px = { length: shape.length, width: shape.width, area: shape.area };
  if (!plane) return { length: { px: px.length }, width: { px: px.width }, area: { px: px.area } };
  const { center, axis, polygon } = shape;
  const along = directionOf(axis);
  const scale = { along: plane.scaleAlong(center, along), across: plane.scaleAlong(center, along + Math.PI / 2) };
  const bothEnds = (mmPerPx: number) => Math.SQRT2 * Math.hypot(BORDER_PX * mmPerPx, plane.residual);
  const quantity = (pixels: number, mm: number, uncertainty_mm: number): Quantity => ({
    px: pixels,
    mm,
    uncertainty_mm,
  });
  const lengthScale = stretchOf(axis, plane) ?? scale.along;
  const border = Math.hypot(BORDER_PX * Math.sqrt(plane.areaScale(center)), plane.residual);
  return {
    length: quantity(px.length, px.length * lengthScale, bothEnds(scale.along)),
    width: quantity(px.width, px.width * scale.across, bothEnds(scale.across)),
    area: quantity(
      px.area,
      px.area * (areaStretchOf(polygon, plane) ?? plane.areaScale(center)),
      shape.perimeter * Math.sqrt(plane.areaScale(center)) * border,
    ),
    bbox_mm: boxAround(polygon.map(plane.toMm)),
  };
}

const directionOf = (axis: readonly Point[]) => {
  const [first, last] = [axis[0]!, axis.at(-1)!];
  return Math.atan2(last[1] - first[1], last[0] - first[0]);
};

/** mm per px over a whole course, which a tilted plane scales differently from place to place. */
function stretchOf(axis: readonly Point[], plane: Plane): number | undefined {
  const pixels = polylineLength(axis);
  return pixels > 0 ? polylineLength(axis.map(plane.toMm)) / pixels : undefined;
}

function areaStretchOf(polygon: readonly Point[], plane: Plane): number | undefined {
  const pixels = polygonArea(polygon);
  return pixels > 0 ? polygonArea(polygon.map(plane.toMm)) / pixels : undefined;
}

/** Gauss's shoelace formula. */
function polygonArea(points: readonly Point[]): number {
  const twice = points.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

function boxAround(points: readonly Point[]): Box {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
}
