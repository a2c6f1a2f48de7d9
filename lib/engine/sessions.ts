import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { InferenceSession } from 'onnxruntime-node';
import type { Device, EngineSettings } from '../inference/settings';
import { InspectionError } from '../inspection/errors';
import { automaticArena } from '../machine-memory';
import { verified } from '../models/checksum';
import { dataBeside } from '../models/external-data';
import type { ModelFolder } from '../models/folder';
import { chooseGraph, type GraphPrecision } from '../models/graph';
import { note } from './notes';
import { automaticDevice, EXECUTION_PROVIDER, explainRefusal } from './providers';

export interface LoadedGraph {
  session: InferenceSession;
  /** The execution provider that runs it. */
  provider: string;
  precision: GraphPrecision;
  /** Of the graph's file and of those its weights lie in. */
  sha256: string;
}

/** What a model asks of its sessions besides the settings. */
export interface SessionNeeds {
  /** Leave one core, and the others' caches and clocks, to the lane that judges. */
  yields: boolean;
}

/** Devices that this process has already found unusable: they are tried, and told of, once. */
const refused = new Set<Device>();

/**
 * Opens the graph `name` of a model on the chosen device, or, after a note to the user that says why, on the processor.
 *
 * @throws InspectionError ERR_MODEL_MISSING, ERR_MODEL_CHECKSUM, ERR_MODEL_LOAD
 */
export async function openGraph(
  model: ModelFolder,
  name: string,
  settings: EngineSettings,
  needs: SessionNeeds,
): Promise<LoadedGraph> {
  const device = settings.device === 'auto' ? automaticDevice() : settings.device;
  if (device !== 'cpu' && !refused.has(device)) {
    try {
      return await open(model, name, device, settings, needs);
    } catch (thrown) {
      if (thrown instanceof InspectionError) throw thrown;
      refused.add(device);
      note(explainRefusal(device, String((thrown as Error).message)));
    }
  }
  try {
    return await open(model, name, 'cpu', settings, needs);
  } catch (thrown) {
    if (thrown instanceof InspectionError) throw thrown;
    const reason = `${name}: ${(thrown as Error).message}`;
    throw new InspectionError('ERR_MODEL_LOAD', { model: model.manifest.id, reason });
  }
}

async function open(
  model: ModelFolder,
  name: string,
  device: Exclude<Device, 'auto'>,
  settings: EngineSettings,
  { yields }: SessionNeeds,
): Promise<LoadedGraph> {
  const graph = chooseGraph(model, name, settings.precision, device === 'cpu' ? 'cpu' : 'accelerator');
  const entry = model.manifest.files.find(({ path }) => path === graph.path);
  const paths = [graph.path, ...(entry?.weights ?? (await dataBeside(model, graph.path)))];
  for (const path of paths) await verified(model, path);
  const cores = availableParallelism();
  const session = await InferenceSession.create(model.at(graph.path), {
    executionProviders: [EXECUTION_PROVIDER[device]],
    intraOpNumThreads: settings.threads || Math.max(1, yields ? cores - 1 : cores),
    interOpNumThreads: 1,
    enableCpuMemArena: settings.arena === 'auto' ? automaticArena() : settings.arena === 'on',
    // A pattern is kept for every shape that ever came, and batches and texts come in many.
    enableMemPattern: false,
    logSeverityLevel: 3,
    extra: yields ? { session: { intra_op: { allow_spinning: '0' } } } : {},
  });
  return { session, provider: device, precision: graph.precision, sha256: sha256Of(model, paths) };
}

function sha256Of({ manifest }: ModelFolder, paths: string[]): string {
  const [first, ...more] = paths.map((path) => manifest.files.find((file) => file.path === path)!.sha256);
  return more.length === 0
    ? first!
    : createHash('sha256')
        .update([first, ...more].join())
        .digest('hex');
}
