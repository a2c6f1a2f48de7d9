import { open } from 'node:fs/promises';
import { InspectionError } from '../../inspection/errors';
import { readZip, type ZipMember } from '../zip';
import { readPickle, type Callee, type Made, type Reference } from './pickle';
import type { StoredTensor } from './safetensors';

const STORAGES: Record<string, [type: string, bytes: number]> = {
  'torch.FloatStorage': ['F32', 4],
  'torch.HalfStorage': ['F16', 2],
  'torch.BFloat16Storage': ['BF16', 2],
};
const TENSOR = 'torch._utils._rebuild_tensor_v2';
const PARAMETER = 'torch._utils._rebuild_parameter';

/**
 * Where each tensor of a PyTorch checkpoint (pytorch_model.bin) lies: since version 1.6 it is a zip archive whose
 * members stand in it as they are. Tensors of integers, or with turned axes, are left out.
 *
 * @throws InspectionError ERR_MODEL_WEIGHTS
 */
export async function readTorch(file: string): Promise<Map<string, StoredTensor>> {
  const damaged = (reason: string) => new InspectionError('ERR_MODEL_WEIGHTS', { path: file, reason });
  const members = await readZip(file);
  const pickle = members.find(({ name }) => name.endsWith('/data.pkl'));
  if (!pickle?.stored) throw damaged('no data.pkl in it');
  const room = pickle.name.slice(0, -'data.pkl'.length);
  const storages = new Map(members.map((member) => [member.name, member]));
  try {
    const state = readPickle(await bytesOf(file, pickle)) as Made | Map<unknown, unknown>;
    const entries = state instanceof Map ? state : state.items;
    const tensors = new Map<string, StoredTensor>();
    for (const [name, value] of entries) {
      const tensor = tensorOf(value as Made, (key) => storages.get(`${room}data/${key}`));
      if (tensor) tensors.set(String(name), { ...tensor, file });
    }
    return tensors;
  } catch (thrown) {
    throw thrown instanceof RangeError || thrown instanceof TypeError ? damaged(thrown.message) : thrown;
  }
}

function tensorOf(
  made: Made,
  storageOf: (key: string) => ZipMember | undefined,
): Omit<StoredTensor, 'file'> | undefined {
  if (made?.callee === PARAMETER) return tensorOf((made.from as [Made])[0], storageOf);
  if (made?.callee !== TENSOR) return undefined;
  const [storage, first, shape, strides] = made.from as [Reference, number, number[], number[]];
  const [, kind, key] = storage.reference as [string, Callee, string];
  const [type, size] = STORAGES[kind.callee] ?? [];
  const inRows = shape.every((side, axis) => side === 1 || strides[axis] === product(shape.slice(axis + 1)));
  if (!type || !size || !inRows) return undefined;
  const member = storageOf(key);
  const length = product(shape) * size;
  if (!member?.stored || !(first >= 0) || first * size + length > member.length) {
    throw new RangeError(`storage ${key} is missing or too short`);
  }
  return { type, shape, offset: member.offset + first * size, length };
}

const product = (numbers: number[]) => numbers.reduce((so, number) => so * number, 1);

async function bytesOf(file: string, { offset, length }: ZipMember): Promise<Buffer> {
  const handle = await open(file);
  try {
    return (await handle.read(Buffer.alloc(length), 0, length, offset)).buffer;
  } finally {
    await handle.close();
  }
}
