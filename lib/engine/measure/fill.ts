import { gaussian, resize } from './filters';
import type { Channel, Mask } from './opencv';

/** Part of a mean's weight that must come from pixels in sight for the mean to count. */
const ENOUGH = 0.1;

/**
 * The channel with what `hidden` covers replaced by the mean of what is around it, nearer pixels counting more
 * (normalised convolution; H. Knutsson and C.-F. Westin, 1993). Where too little is in sight, the next wider mean is
 * taken.
 */
export function filledIn(channel: Channel, hidden: Mask): Channel {
  const weight: Channel = { ...channel, values: new Float32Array(channel.values.length) };
  const weighted: Channel = { ...channel, values: new Float32Array(channel.values.length) };
  for (let at = 0; at < hidden.values.length; at++) {
    if (hidden.values[at]) continue;
    weight.values[at] = 1;
    weighted.values[at] = channel.values[at]!;
  }
  const filled = new Float32Array(channel.values.length);
  let missing = Uint32Array.from(filled.keys());
  for (let factor = 4; missing.length; factor *= 2) {
    const [width, height] = [Math.ceil(channel.width / factor), Math.ceil(channel.height / factor)];
    const least = width <= 1 || height <= 1 ? 0 : ENOUGH;
    const mean = (values: Channel) => resize(gaussian(resize(values, width, height), 2), channel.width, channel.height);
    const [sum, share] = [mean(weighted).values, mean(weight).values];
    const inSight = (at: number) => share[at]! >= least;
    for (const at of missing)
      if (inSight(at)) filled[at] = share[at]! > 0 ? sum[at]! / share[at]! : channel.values[at]!;
    missing = missing.filter((at) => !inSight(at));
  }
  return { ...channel, values: filled };
}
