import { open } from 'node:fs/promises';
import { single } from '../half';
import type { ModelManifest } from '../manifest';
import { readCheckpoint } from './checkpoint';
import type { StoredTensor } from './safetensors';

export type Scoring = Pick<ModelManifest, 'logit_scale' | 'logit_bias' | 'scoring'>;

/**
 * How the checkpoint of a CLIP or SigLIP turns cosines into logits: both were learnt with its weights. Only models that
 * were trained with a sigmoid have a bias.
 *
 * @throws InspectionError ERR_MODEL_WEIGHTS, ERR_MODEL_MISSING
 */
export async function readScoring(root: string): Promise<Scoring> {
  const tensors = await readCheckpoint(root);
  const [scale, bias] = [tensors.get('logit_scale'), tensors.get('logit_bias')];
  return {
    ...(scale && { logit_scale: Math.exp(await valueOf(scale)) }),
    ...(bias && { logit_bias: await valueOf(bias), scoring: 'sigmoid' }),
  };
}

async function valueOf({ file, offset, length, type }: StoredTensor): Promise<number> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read({ buffer: Buffer.alloc(length), position: offset });
    if (type === 'F32') return buffer.readFloatLE();
    return single(Uint16Array.of(buffer.readUInt16LE()), type === 'BF16' ? 'BF16' : 'F16')[0]!;
  } finally {
    await handle.close();
  }
}
