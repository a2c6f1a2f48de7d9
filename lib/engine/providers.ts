import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InspectionError, type ErrorCode } from '../inspection/errors';
import type { Device } from '../inference/settings';

type Provider = Exclude<Device, 'auto'>;

/** onnxruntime's names of the devices. */
export const EXECUTION_PROVIDER: Record<Provider, string> = {
  cpu: 'cpu',
  cuda: 'cuda',
  tensorrt: 'tensorrt',
  webgpu: 'webgpu',
  coreml: 'coreml',
  directml: 'dml',
};

/** CUDA where its library was installed beside onnxruntime, else the processor. */
export function automaticDevice(): 'cuda' | 'cpu' {
  const root = join(dirname(require.resolve('onnxruntime-node')), '..');
  const library = join(root, 'bin/napi-v6', process.platform, process.arch, 'libonnxruntime_providers_cuda.so');
  return existsSync(library) ? 'cuda' : 'cpu';
}

/** Why onnxruntime would not use a device, from the text it threw. */
export function explainRefusal(provider: Provider, reason: string): InspectionError {
  const [told] = /failed to [^\n]*/i.exec(reason) ?? /[^\n]*/.exec(reason)!;
  return new InspectionError(codeOf(reason), { provider, reason: told });
}

function codeOf(reason: string): ErrorCode {
  if (/WebGPU adapter/i.test(reason)) return 'ERR_PROVIDER_DRIVER';
  if (/shared library|cuda|cudnn|tensorrt/i.test(reason)) return 'ERR_PROVIDER_LIBRARY';
  return 'ERR_PROVIDER';
}
