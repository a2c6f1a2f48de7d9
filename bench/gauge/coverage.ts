import type { MeasuredRegion, MeasureInput, MeasureOutput } from '../../lib/inference';
import { DEFAULT_MEASURE } from '../../lib/stages/line';
import { heldAgainst } from '../../lib/inspection/tolerance';
import { renderGauge, SIZE, type Conditions, type Rendering } from './render';

export const DIMENSIONS = ['length', 'width', 'area'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** One stated interval beside the truth, mm or mm². */
export interface Stated {
  seed: number;
  conditions: Conditions;
  dimension: Dimension;
  gauge: MeasuredRegion['gauge'];
  truth: number;
  value: number;
  /** Expanded uncertainty. */
  expanded: number;
  /** Whether a limit that the part is just beyond would be called kept. */
  wrongOk: boolean;
}

export const isCovered = ({ value, truth, expanded }: Stated) => Math.abs(value - truth) <= expanded;

/** What is stated of the picture of one seed; nothing when no region was found. */
export async function statedOf(
  seed: number,
  run: (input: MeasureInput) => Promise<Pick<MeasureOutput, 'regions'>>,
): Promise<Stated[]> {
  const rendering = renderGauge(seed);
  const [region] = (await run(inputOf(rendering))).regions;
  const { conditions, truth } = rendering;
  if (!region) return [];
  return DIMENSIONS.flatMap((dimension) => {
    const [known, { mm, expanded_mm }] = [truth[dimension], region[dimension]];
    if (known === undefined || mm === undefined || expanded_mm === undefined) return [];
    const beyond = heldAgainst({ ...region, id: 1 }, { dimension, most: known * (1 - 1e-9) });
    return [
      {
        ...{ seed, conditions, dimension, gauge: region.gauge, truth: known, value: mm, expanded: expanded_mm },
        wrongOk: beyond.result === 'within',
      },
    ];
  });
}

function inputOf({ grey, calibration }: Rendering): MeasureInput {
  return {
    picture: { bytes: grey, raw: { ...SIZE, channels: 1, depth: 8 } },
    options: { ...DEFAULT_MEASURE, largest: 1, mergeDistance: 4 },
    calibration,
    overlay: 0,
  };
}
