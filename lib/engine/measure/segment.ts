import type { MeasureOptions } from '../../inference/jobs';
import { standingOut } from './adaptive';
import { againstReference } from './difference';
import type { Channels } from './channels';
import { hysteresis } from './components';
import { delineate } from './delineate';
import { close } from './morphology';
import { cv, through, type Channel, type Grey, type Mask } from './opencv';
import { searchable } from './search';
import { quantile } from './statistics';
import { filled, withoutStructure } from './structure';

/**
 * A region is followed down to this part of the threshold, and must somewhere reach that multiple of it. The border is
 * drawn anew, so following too far costs little; following too short tears what is wider than most windows.
 */
const FOLLOW = 0.6;
const SEED = 1;

/** The pixels that belong to regions, before small ones are dropped. */
export function segment(channels: Channels, options: MeasureOptions, reference?: Grey): Mask {
  const found = bySomeMethod(channels, options, reference);
  return close(found, options.closing);
}

function bySomeMethod(channels: Channels, options: MeasureOptions, reference?: Grey): Mask {
  const { method, polarity, threshold } = options;
  const { grey } = channels;
  const regionsIn = (evidence: Channel) => hysteresis(evidence, FOLLOW * threshold, SEED * threshold);
  switch (method) {
    case 'fixed':
      return fixedThreshold(grey, polarity, threshold);
    case 'canny':
      return filledEdges(grey, threshold);
    default: {
      if (reference) {
        const { evidence, difference } = againstReference(reference, grey, options);
        return delineate(regionsIn(evidence), evidence, { grey: difference, colour: [] }, options);
      }
      const small = { grey: searchable(grey), colour: channels.colour.map(searchable) };
      const evidence = standingOut(small, options);
      const found = withoutStructure(regionsIn(evidence));
      return withoutStructure(delineate(found, evidence, channels, options));
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
