import type { AttendInput, AttendOutput } from '../../inference/jobs';
import { InspectionError } from '../../inspection/errors';
import { draw, peakOf } from '../explain/map';
import { bringsAttention, loadAttention } from '../families/blip-attention';
import type { JobContext } from '../job';
import { decode } from '../picture/decode';
import { decodingFor, visiblePart } from '../preprocess';

/** One at a time: it is asked behind a caption, of few pictures. */
export async function run(inputs: AttendInput[], contexts: JobContext[]): Promise<(AttendOutput | Error)[]> {
  const outcomes: (AttendOutput | Error)[] = [];
  for (const [index, input] of inputs.entries())
    outcomes.push(await attend(input, contexts[index]!).catch((error: Error) => error));
  return outcomes;
}

async function attend(input: AttendInput, context: JobContext): Promise<AttendOutput> {
  if (!(await bringsAttention(input.model))) throw new InspectionError('ERR_MODEL_ATTENTION', { model: input.model });
  const { use, blip, attention } = await context.time('load', () => loadAttention(input.model, context.settings));
  const decoded = await context.time('decode', () =>
    decode(input.picture, decodingFor(blip.preprocessor, { changed: input.longest > 0 })),
  );
  const whole = [0, 0, decoded.width, decoded.height] as const;
  const tensor = await context.time('prepare', () => blip.preprocessor.prepare(decoded, [...whole]));
  const before = input.before.trim();
  const read = before ? blip.tokenizer.encode(before, { bare: true }) : [];
  const seen = await context.time('look', () => attention(tensor, [blip.rules.start, ...read]));
  const { width, height } = decoded.facts;
  const map = { ...seen, within: visiblePart(blip.preprocessor, [0, 0, width, height]) };
  const peak = peakOf(map);
  const { longest } = input;
  return {
    picture: decoded.facts,
    ...map,
    ...(peak && { peak }),
    ...(longest && { heatmap: await context.time('draw', () => draw(decoded, decoded.facts, map, longest)) }),
    model: use,
  };
}
