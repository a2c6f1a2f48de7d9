import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { machineMemoryMb } from '../lib/machine-memory';
import { listModels } from '../lib/models/listing';
import { findGpus } from './doctor/gpu';
import { fitOf, type Fit } from './doctor/fit';
import { tryDevices } from './doctor/devices';
import { say } from './language';
import { homeOf } from './models';
import { table } from './table';

/** The doctor command; see its help in words/. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      home: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(say('doctor.help'));
  const found = await examine(homeOf(values.home));
  process.stdout.write(values.json ? `${JSON.stringify(found, null, 2)}\n` : describe(found));
}

type Findings = Awaited<ReturnType<typeof examine>>;

async function examine(home: string) {
  const memory = { total_mb: machineMemoryMb(), free_mb: megabytes(process.availableMemory()) };
  const models = (await listModels(home)).filter(({ memory_mb }) => memory_mb);
  return {
    processor: cpus()[0]?.model.trim() ?? process.arch,
    cores: availableParallelism(),
    memory,
    gpus: await findGpus(),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    models_folder: { path: home, free_mb: await freeAt(home) },
    devices: await tryDevices(),
    models: models.map(({ id, memory_mb }) => ({ id, memory_mb: memory_mb!, fit: fitOf(memory_mb!, memory) })),
  };
}

function describe({
  processor,
  cores,
  memory,
  gpus,
  node,
  platform,
  models_folder,
  devices,
  models,
}: Findings): string {
  const gigabytes = (mb: number) => (mb / 1000).toFixed(1);
  const { total_mb, free_mb } = memory;
  const gpu = gpus.map(({ name, driver }) => (driver ? `${name}, ${say('doctor.gpu.driver', { driver })}` : name));
  const machine = [
    [say('doctor.processor'), processor],
    [say('doctor.cores'), String(cores)],
    [say('doctor.memory'), say('doctor.memory.value', { total: gigabytes(total_mb), free: gigabytes(free_mb) })],
    [say('doctor.gpu'), gpu.join(' · ') || say('doctor.gpu.none')],
    [say('doctor.node'), `${node} ${platform}`],
    [
      say('doctor.disk'),
      say('doctor.disk.value', { folder: models_folder.path, free: gigabytes(models_folder.free_mb) }),
    ],
  ];
  const tried = devices.map(({ device, ms, problem }) => [
    device,
    problem ? `${problem.message} → ${problem.advice}` : say('doctor.device.works', { provider: device, ms }),
  ]);
  const word: Record<Fit, 'doctor.fits' | 'doctor.tight' | 'doctor.toolarge'> = {
    fits: 'doctor.fits',
    tight: 'doctor.tight',
    'too-large': 'doctor.toolarge',
  };
  const fits = models.map(({ id, memory_mb, fit }) => [
    id,
    say(word[fit], { memory: memory_mb, free: free_mb, total: total_mb }),
  ]);
  const part = (title: string, rows: string[][]) =>
    `${title}\n${table(rows.map(([name, value]) => [`  ${name}`, value!]))}`;
  return [
    part(say('doctor.machine'), machine),
    part(say('doctor.devices'), tried),
    part(say('doctor.models'), fits),
  ].join('\n');
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6);

async function freeAt(folder: string): Promise<number> {
  let at = folder;
  while (!existsSync(at)) at = dirname(at);
  const { bavail, bsize } = await statfs(at);
  return megabytes(bavail * bsize);
}
