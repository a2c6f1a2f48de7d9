import { open } from 'node:fs/promises';
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
    const half = buffer.readUInt16LE();
    return type === 'BF16' ? bfloat(half) : half16(half);
  } finally {
    await handle.close();
  }
}

/** The upper half of a single-precision number. */
function bfloat(bits: number): number {
  const single = Buffer.alloc(4);
  single.writeUInt16LE(bits, 2);
  return single.readFloatLE();
}

/** IEEE 754 binary16. */
function half16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}
