/** With `--device`: BLIP base with 3 beams at full size, on the device and on the processor in turn. */
import { generation, writtenBeside } from './device/writing';
import { blipBase } from './full-size/models';
import { cameraPicture } from './inputs';
import type { BenchResult } from './result';

export async function run(): Promise<BenchResult[]> {
  const bytes = await cameraPicture(1280, 960);
  const model = await blipBase();
  const input = { picture: { bytes }, model, generation: generation(3) };
  return writtenBeside({
    name: 'blip.3_beams',
    kind: 'caption',
    model,
    write: async (engine) => (await engine.run('caption', input)).output.captions[0]!,
  });
}
