import type { ConditionInput, ConditionOutput } from '../../inference/jobs';
import { InspectionError } from '../../inspection/errors';
import { conditionOf } from '../condition/condition';
import type { JobContext } from '../job';
import { decode } from '../picture/decode';
import { clampBox, toRgb } from '../picture/resize';

export async function run(inputs: ConditionInput[], contexts: JobContext[]): Promise<(ConditionOutput | Error)[]> {
  const outputs: (ConditionOutput | Error)[] = [];
  for (const [index, input] of inputs.entries())
    outputs.push(await lookAt(input, contexts[index]!).catch((thrown) => InspectionError.from(thrown)));
  return outputs;
}

async function lookAt({ picture, patch }: ConditionInput, context: JobContext): Promise<ConditionOutput> {
  const decoded = await context.time('decode', () => decode(picture));
  const { width, height } = decoded;
  const [x, y, w, h] = patch ?? [0, 0, 1, 1];
  const box = clampBox([x * width, y * height, w * width, h * height], decoded);
  const size = { width: box[2], height: box[3] };
  const data = await toRgb(decoded, box, { ...size, kernel: 'cubic' });
  return { picture: decoded.facts, condition: await context.time('look', () => conditionOf({ data, ...size })) };
}
