import type { ReferenceOutput } from '../../inference/jobs';
import type { Box } from '../../inspection/record';
import type { ReferenceMemory } from '../../reference/memory';
import type { Looked } from '../families/towers';
import type { Decoded } from '../picture/decode';
import { rowsOf } from '../../vector';
import { heatmap } from '../picture/heatmap';
import { worstBox } from './region';
import { compare } from './score';

/** Standard deviations at which the colour begins, and at which it is full. */
const RANGE = { faint: 2, full: 12 };

interface Compared {
  looked: Looked;
  decoded: Decoded;
  /** The region that was looked at, in pixels of the picture. */
  box: Box;
  /** Longest side of the heatmap, pixels; none when absent. */
  longest?: number;
}

/** How a region differs from good parts, where most, and the picture that shows it. */
export async function compareRegion(
  memory: ReferenceMemory,
  { looked, decoded, box, longest }: Compared,
  logitsOf: (embedding: Float32Array) => number[],
): Promise<ReferenceOutput> {
  const { columns } = looked;
  const { z, cells, excess } = await compare(looked, memory);
  const [across, down] = [decoded.width / decoded.facts.width, decoded.height / decoded.facts.height];
  const within: Box = [box[0] * across, box[1] * down, box[2] * across, box[3] * down];
  return {
    z,
    excess,
    trust: memory.trust,
    cells,
    columns,
    box: worstBox(cells, columns, box),
    goodLogits: rowsOf(memory.embeddings, memory.pictures.length).map(logitsOf),
    ...(longest && { heatmap: await heatmap(decoded, { cells, columns, within }, RANGE, longest) }),
  };
}
