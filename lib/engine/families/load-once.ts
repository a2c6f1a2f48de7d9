import type { EngineSettings } from '../../inference/settings';
import type { ModelUse } from '../../inspection/record';
import type { ModelFolder } from '../../models/folder';
import type { LoadedGraph } from '../sessions';

type Load<M> = (name: string, settings: EngineSettings) => Promise<M>;

/** Loads each model once in this process; a load that failed is forgotten, so that the next job tries again. */
export function loadOnce<M>(load: Load<M>): Load<M> {
  const loaded = new Map<string, Promise<M>>();
  return (name, settings) => {
    const key = JSON.stringify([name, settings.device, settings.precision, settings.threads]);
    const known = loaded.get(key);
    if (known) return known;
    const loading = load(name, settings);
    loaded.set(key, loading);
    loading.catch(() => loaded.delete(key));
    return loading;
  };
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
