import type { CaptionText } from '../../lib/inspection/record';
import type { Engine, JobKind } from '../../lib/inference';
import { besideProcessor, medians, timed } from './beside';
import { lessIsBetter, type BenchResult } from '../result';

const TOKENS = 20;

/** Twenty tokens by beam search. */
export interface Writing {
  /** For the table. */
  name: string;
  kind: JobKind;
  model: string;
  write(engine: Engine): Promise<CaptionText>;
}

/** A text on the device and on the processor in turn. */
export const writtenBeside = ({ name, kind, model, write }: Writing): Promise<BenchResult[]> =>
  besideProcessor(kind, model, async ({ device, engines, start }) => {
    const { n, ms } = await medians({
      ours: () => timed(() => write(engines.ours)),
      processor: () => timed(() => write(engines.processor)),
    });
    const [own, reference] = [await write(engines.ours), await write(engines.processor)];
    const alike = own.text === reference.text ? 'the same text' : 'ANOTHER TEXT';
    const note = `${TOKENS} tokens; peer: ours on the processor, fp32, which writes ${alike}`;
    const id = `${name}.${device}`;
    return [
      lessIsBetter({ id, ours: ms.ours, peer: ms.processor, unit: 'ms', n, note }),
      lessIsBetter({
        id: `${id}.start`,
        ours: start.ours,
        peer: start.processor,
        unit: 'ms',
        n: 1,
        note: 'process, model and self-test; peer: on the processor',
      }),
    ];
  });

export const generation = (numBeams: number) => ({ numBeams, minNewTokens: TOKENS, maxNewTokens: TOKENS });
