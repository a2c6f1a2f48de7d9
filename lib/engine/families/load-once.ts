import type { EngineSettings } from '../../inference/settings';
import { InspectionError } from '../../inspection/errors';
import type { ModelUse } from '../../inspection/record';
import type { ModelFolder } from '../../models/folder';
import { note } from '../notes';
import type { LoadedGraph } from '../sessions';

export type Load<M> = (name: string, settings: EngineSettings) => Promise<M>;

/**
 * Loads each model once in this process; a load that failed is forgotten, so that the next job tries again. A model
 * that fails its self-test on another device is loaded on the processor instead, after a note to the user.
 */
export function loadOnce<M>(load: Load<M>): Load<M> {
  const loaded = new Map<string, Promise<M>>();
  const explained: Load<M> = (name, settings) =>
    load(name, settings).catch((thrown) => Promise.reject(explain(name, thrown)));
  return (name, settings) => {
    const key = JSON.stringify([name, settings.device, settings.precision, settings.threads]);
    const known = loaded.get(key);
    if (known) return known;
    const loading = explained(name, settings).catch((thrown: unknown) => {
      if (!isWrongOnDevice(thrown)) throw thrown;
      note(new InspectionError('ERR_PROVIDER_WRONG', thrown.parameters));
      return explained(name, { ...settings, device: 'cpu' });
    });
    loaded.set(key, loading);
    loading.catch(() => loaded.delete(key));
    return loading;
  };
}

/** What a library says of a file it does not understand is about the model, not about us. */
function explain(model: string, thrown: unknown): InspectionError {
  if (thrown instanceof InspectionError) return thrown;
  return new InspectionError('ERR_MODEL_LOAD', {
    model,
    reason: thrown instanceof Error ? thrown.message : String(thrown),
  });
}

/** A device can compute wrongly without an error; only the self-test tells. */
function isWrongOnDevice(thrown: unknown): thrown is InspectionError {
  return (
    thrown instanceof InspectionError && thrown.code === 'ERR_MODEL_SELFTEST' && thrown.parameters.provider !== 'cpu'
  );
}

/** What the record says about a model made of `graphs`. */
export function useOf({ manifest }: ModelFolder, graphs: LoadedGraph[]): ModelUse {
  const distinct = (values: string[]) => [...new Set(values)].join('+');
  return {
    id: manifest.id,
    revision: manifest.revision,
    precision: distinct(graphs.map(({ precision }) => precision)),
    provider: distinct(graphs.map(({ provider }) => provider)),
  };
}
