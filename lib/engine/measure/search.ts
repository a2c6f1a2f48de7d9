import { resize } from './filters';
import type { Channel } from './opencv';

/** Pixels of the picture that is searched. A defect of 0.05 % still covers fifty of them. */
const SEARCH_PIXELS = 100_000;

/** The channel reduced, by a whole factor, to what searching needs; borders are drawn on the channel itself. */
export function searchable<C extends Channel<Uint8Array | Float32Array>>(channel: C): C {
  const { width, height } = channel;
  const factor = Math.round(Math.sqrt((width * height) / SEARCH_PIXELS));
  if (factor <= 1 || Math.min(width, height) < factor) return channel;
  return resize(channel, Math.round(width / factor), Math.round(height / factor));
}
