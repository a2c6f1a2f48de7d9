import { acquireEngine, DEFAULT_SETTINGS, type Device } from '../../lib/inference';
import { InspectionError } from '../../lib/inspection/errors';
import { language } from '../language';

export interface TriedDevice {
  device: Device;
  /** To start an engine, load starter-clip and pass its self-test. */
  ms: number;
  /** Why it cannot be used. */
  problem?: { code: string; message: string; advice: string };
}

/** The devices that onnxruntime offers on a system; whether one works is only known by using it. */
const DEVICES: Partial<Record<NodeJS.Platform, Device[]>> = {
  linux: ['cpu', 'cuda', 'tensorrt', 'webgpu'],
  win32: ['cpu', 'directml', 'cuda', 'tensorrt', 'webgpu'],
  darwin: ['cpu', 'coreml', 'webgpu'],
};

/** Loads and tests the starter model on each device, in a process of its own. */
export async function tryDevices(): Promise<TriedDevice[]> {
  const tried: TriedDevice[] = [];
  for (const device of DEVICES[process.platform] ?? ['cpu']) tried.push(await tryDevice(device));
  return tried;
}

async function tryDevice(device: Device): Promise<TriedDevice> {
  const { engine, release } = acquireEngine({ ...DEFAULT_SETTINGS, device }, { lingerMs: 0 });
  const started = performance.now();
  const thrown = await engine.warm('clip', 'starter-clip').then(
    () => undefined,
    (error: unknown) => InspectionError.from(error),
  );
  const ms = Math.round(performance.now() - started);
  const found = (thrown ?? engine.state('clip').problem)?.in(language());
  release();
  if (!found) return { device, ms };
  const { code, message, advice } = found;
  return { device, ms, problem: { code, message, advice } };
}
