import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InspectionError } from '../inspection/errors';
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

/** Why onnxruntime would not use a device, and what to install, from the text it threw. */
export function explainRefusal(provider: Provider, reason: string): InspectionError {
  return new InspectionError('ERR_PROVIDER', {
    provider,
    reason: firstLine(reason),
    advice: adviceFor(provider, reason),
  });
}

const firstLine = (text: string) => text.split('\n')[0]!.slice(0, 200);

function adviceFor(provider: Provider, reason: string): string {
  if (/WebGPU adapter/i.test(reason)) return 'Install the Vulkan loader (libvulkan1) and the graphics driver.';
  if (/Failed to load shared library|libcu|libnv/i.test(reason))
    return 'Install the NVIDIA driver, CUDA 12 and cuDNN 9, and install the pack with ONNXRUNTIME_NODE_INSTALL=cuda12.';
  return `onnxruntime-node has no ${provider} on this machine; choose auto or cpu in inspection-runtime.`;
}
