import type { MeasuredRegion, MeasureInput, MeasureOutput } from '../../inference/jobs';
import { InspectionError } from '../../inspection/errors';
import type { JobContext } from '../job';
import { channelsOf } from '../measure/channels';
import { maskAsPng } from '../measure/mask-png';
import { measure } from '../measure/measure';
import { decode } from '../picture/decode';
import { overlay } from '../picture/overlay';
import { thumbnail } from '../picture/resize';

export async function run(inputs: MeasureInput[], contexts: JobContext[]): Promise<(MeasureOutput | Error)[]> {
  const outputs: (MeasureOutput | Error)[] = [];
  for (const [index, input] of inputs.entries()) {
    outputs.push(await measureOne(input, contexts[index]!).catch((thrown) => InspectionError.from(thrown)));
  }
  return outputs;
}

async function measureOne(input: MeasureInput, context: JobContext): Promise<MeasureOutput> {
  if (input.options.method === 'reference' && !input.reference) {
    const reason = 'this method needs a picture of a good part';
    throw new InspectionError('ERR_OPTIONS', { option: 'reference', reason });
  }
  const decoded = await context.time('decode', () => decode(input.picture));
  const reference = input.reference && (await context.time('decode.reference', () => decode(input.reference!)));
  const { regions, registered, mask } = await context.time('find', () =>
    measure(channelsOf(decoded), input.options, input.calibration, reference && channelsOf(reference).grey),
  );
  const markings = regions.map((region, index) => ({ ...region, text: labelOf(region, index) }));
  return {
    picture: decoded.facts,
    regions,
    ...(registered !== undefined && { registered }),
    ...(input.overlay > 0 && { overlay: await context.time('draw', () => overlay(decoded, markings, input.overlay)) }),
    ...(input.thumbnail && { thumbnail: await thumbnail(decoded, input.thumbnail) }),
    ...(input.mask && { mask: await maskAsPng(mask()) }),
  };
}

function labelOf({ length, width }: MeasuredRegion, index: number): string {
  const size =
    length.mm !== undefined && width.mm !== undefined
      ? `${length.mm.toFixed(2)}×${width.mm.toFixed(2)} mm`
      : `${Math.round(length.px)}×${Math.round(width.px)} px`;
  return `#${index + 1} ${size}`;
}
