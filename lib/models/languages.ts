import { openModel } from './folder';
import type { Family } from './manifest';

const known = new Map<string, Promise<string[]>>();

/**
 * The languages a model reads, as its manifest says; read once in this process.
 *
 * @throws InspectionError ERR_MODEL_MISSING, ERR_MODEL_LOAD
 */
export function languagesOf(model: string, family: Family): Promise<string[]> {
  const asked = known.get(model);
  if (asked) return asked;
  const reading = openModel(model, family).then(({ manifest }) => manifest.languages ?? ['en']);
  known.set(model, reading);
  reading.catch(() => known.delete(model));
  return reading;
}
