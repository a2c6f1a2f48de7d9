import { planeOf } from '../../imaging/calibration';
import { equalise } from '../../imaging/clahe';
import type { Calibration, MeasuredRegion, MeasureOptions, RelativeBox } from '../../inference/jobs';
import type { Box, Point } from '../../inspection/record';
import { clampBox } from '../picture/resize';
import { asFloat, minus } from './background';
import type { Channels } from './channels';
import { resize } from './filters';
import { gaugeRegion } from './gauge/region';
import type { Grey, Mask } from './opencv';
import { quantitiesOf } from './quantities';
import { registerTo } from './register';
import { regionsOf, type Region } from './regions';
import { segment } from './segment';
import type { Shape } from './shape';

/** Pixels that are searched; a larger picture is searched, and measured, on one reduced to this. */
const WORKING_PIXELS = 1_000_000;

export interface Measured {
  regions: MeasuredRegion[];
  /** All regions, at the size of the picture. */
  mask: () => Mask;
  /** Whether the reference could be laid over the picture; absent without one. */
  registered?: boolean;
}

/**
 * Finds and measures regions in a picture.
 *
 * @throws InspectionError ERR_CALIBRATION when the calibration cannot be used for this picture
 */
export function measure(
  { grey, colour }: Channels,
  options: MeasureOptions,
  calibration?: Calibration,
  reference?: Grey,
): Measured {
  const plane = calibration && planeOf(calibration, grey);
  const area = clampBox(pixelsOf(options.roi, grey), grey);
  const registered = reference && registerTo(reference, grey);
  const work = workingPicture(grey, area, options);
  const good = registered && workingPicture(registered.picture, area, options).grey;
  const colours = colour.map((channel) => workingPicture(channel, area, { ...options, clahe: undefined }).grey);
  const mask = segment({ grey: work.grey, colour: colours }, options, good);
  const levels = registered ? minus(grey, asFloat(registered.picture)) : grey;
  const found = regionsOf(mask, work.grey, options);
  const regions = found.map(({ shape, contrast }) => {
    const full = enlarged(shape, work.scale, area);
    const { bbox, polygon, center, angle } = full;
    const gauged = gaugeRegion(levels, full);
    return { bbox, polygon, center, angle, contrast, gauge: gauged.method, ...quantitiesOf(gauged, full, plane) };
  });
  return {
    regions,
    mask: () => maskOf(found, work.grey, area, grey),
    ...(registered && { registered: registered.sure }),
  };
}

function pixelsOf(roi: RelativeBox | undefined, { width, height }: Grey): Box {
  const [x, y, w, h] = roi ?? [0, 0, 1, 1];
  return [x * width, y * height, w * width, h * height];
}

/** The region of interest, reduced when it is large, its contrast equalised when asked; `scale`: px of the picture a px. */
function workingPicture(grey: Grey, [left, top, width, height]: Box, { clahe }: MeasureOptions) {
  const values = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (top + y) * grey.width + left;
    values.set(grey.values.subarray(from, from + width), y * width);
  }
  const scale = Math.max(1, Math.sqrt((width * height) / WORKING_PIXELS));
  const small =
    scale > 1
      ? resize({ values, width, height }, Math.round(width / scale), Math.round(height / scale))
      : { values, width, height };
  const even = clahe ? { ...small, values: equalise(small.values, small.width, small.height, clahe) } : small;
  return { grey: even, scale };
}

function enlarged(shape: Shape, scale: number, [left, top]: Box): Shape {
  const move = ([x, y]: Point): Point => [(x + 0.5) * scale - 0.5 + left, (y + 0.5) * scale - 0.5 + top];
  const [x, y, width, height] = shape.bbox;
  return {
    bbox: [x * scale + left, y * scale + top, width * scale, height * scale],
    polygon: shape.polygon.map(move),
    center: move(shape.center),
    area: shape.area * scale * scale,
    length: shape.length * scale,
    width: shape.width * scale,
    angle: shape.angle,
    axis: shape.axis.map(move),
    perimeter: shape.perimeter * scale,
  };
}

function maskOf(regions: Region[], work: Grey, [left, top, width, height]: Box, grey: Grey): Mask {
  const small = new Uint8Array(work.values.length);
  for (const { crop } of regions) {
    crop.values.forEach((set, at) => {
      if (set) small[(crop.top + Math.floor(at / crop.width)) * work.width + crop.left + (at % crop.width)] = 1;
    });
  }
  const full = new Uint8Array(grey.values.length);
  for (let y = 0; y < height; y++) {
    const row = Math.min(work.height - 1, Math.floor((y * work.height) / height));
    for (let x = 0; x < width; x++) {
      const column = Math.min(work.width - 1, Math.floor((x * work.width) / width));
      full[(top + y) * grey.width + left + x] = small[row * work.width + column]!;
    }
  }
  return { values: full, width: grey.width, height: grey.height };
}
