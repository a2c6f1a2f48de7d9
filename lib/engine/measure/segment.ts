import type { MeasureOptions } from '../../inference/jobs';
import { standingOut } from './adaptive';
import { againstReference } from './difference';
import type { Channels } from './channels';
import { hysteresis } from './components';
import { delineate } from './delineate';
import { close } from './filters';
import { cv, through, type Grey, type Mask } from './opencv';
import { quantile } from './statistics';
import { filled, withoutStructure } from './structure';

/** A region is followed down to this part of the threshold, and must somewhere reach that multiple of it. */
const FOLLOW = 0.75;
const SEED = 1.5;

/** The pixels that belong to regions, before small ones are dropped. */
export function segment(channels: Channels, options: MeasureOptions, reference?: Grey): Mask {
  const found = bySomeMethod(channels, options, reference);
  return close(found, options.closing);
}

function bySomeMethod(
  channels: Channels,
  { method, polarity, threshold, mergeDistance }: MeasureOptions,
  reference?: Grey,
): Mask {
  const { grey } = channels;
  switch (method) {
    case 'fixed':
      return fixedThreshold(grey, polarity, threshold);
    case 'canny':
      return filledEdges(grey, threshold);
    default: {
      const { evidence, pictures } = reference
        ? againstReference(reference, grey, polarity)
        : standingOut(channels, polarity);
      const found = hysteresis(evidence, FOLLOW * threshold, SEED * threshold);
      if (reference) return delineate(found, pictures, polarity, mergeDistance);
      return withoutStructure(delineate(withoutStructure(found), pictures, polarity, mergeDistance));
    }
  }
}

/** Darker than, or brighter than, a grey level; for `both`, farther than that from the picture's median. */
function fixedThreshold(grey: Grey, polarity: MeasureOptions['polarity'], threshold: number): Mask {
  const middle = quantile(Uint8Array.from(grey.values).sort(), 0.5);
  const tests = {
    dark: (value: number) => value < threshold,
    bright: (value: number) => value > threshold,
    both: (value: number) => Math.abs(value - middle) > threshold,
  };
  return { ...grey, values: grey.values.map((value) => (tests[polarity](value) ? 1 : 0)) };
}

/** Edges by J. Canny, 1986, the lower threshold half the upper, and what closed edges surround. */
function filledEdges(grey: Grey, threshold: number): Mask {
  const edges = through(grey, (from, to) => cv.Canny(from, to, threshold / 2, threshold, 3, true));
  const closed = close({ ...edges, values: edges.values.map((value) => (value ? 1 : 0)) }, 1);
  return filled(closed);
}
