/** With `--device`: Marian base with 4 beams at full size, on the device and on the processor in turn. */
import { generation, writtenBeside } from './device/writing';
import { marianBase } from './full-size/models';
import type { BenchResult } from './result';

const SENTENCE = 'a photo of the scratch on the metal surface at top left';

export async function run(): Promise<BenchResult[]> {
  const model = await marianBase();
  const input = { texts: [SENTENCE], model, generation: generation(4) };
  return writtenBeside({
    name: 'marian.4_beams',
    kind: 'translate',
    model,
    write: async (engine) => (await engine.run('translate', input)).output.texts[0]!,
  });
}
