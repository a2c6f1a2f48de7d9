import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

export interface Gpu {
  name: string;
  driver?: string;
  memory_mb?: number;
}

const run = promisify(execFile);
const TIMEOUT_MS = 15_000;

/** Graphics cards with their drivers, as the driver's own tool tells, else as the system does. */
export async function findGpus(): Promise<Gpu[]> {
  const nvidia = await ask('nvidia-smi', [
    '--query-gpu=name,driver_version,memory.total',
    '--format=csv,noheader,nounits',
  ]);
  const cards = lines(nvidia).map((line) => {
    const [name, driver, memory] = line.split(',').map((field) => field.trim());
    return { name: name!, driver, memory_mb: Number(memory) || undefined };
  });
  if (cards.length > 0) return cards;
  if (process.platform === 'linux') return linuxCards();
  if (process.platform === 'win32') {
    const query = 'Get-CimInstance Win32_VideoController | ForEach-Object { "$($_.Name),$($_.DriverVersion)" }';
    return lines(await ask('powershell', ['-NoProfile', '-Command', query])).map((line) => {
      const [name, driver] = line.split(',');
      return { name: name!, driver };
    });
  }
  const profile = await ask('system_profiler', ['SPDisplaysDataType']);
  return [...profile.matchAll(/Chipset Model: (.+)/g)].map(([, name]) => ({ name: name! }));
}

/** A missing tool and one that fails say the same: nothing. */
const ask = (tool: string, args: string[]) =>
  run(tool, args, { timeout: TIMEOUT_MS }).then(
    ({ stdout }) => stdout,
    () => '',
  );

const lines = (text: string) => text.split(/\r?\n/).filter((line) => line.trim());

async function linuxCards(): Promise<Gpu[]> {
  const room = '/sys/class/drm';
  const names = await readdir(room).catch(() => []);
  const cards = names.filter((name) => /^card\d+$/.test(name)).map((name) => join(room, name, 'device'));
  return Promise.all(
    cards.map(async (card) => {
      const [vendor, device] = await Promise.all([read(join(card, 'vendor')), read(join(card, 'device'))]);
      const driver = await readlink(join(card, 'driver')).then(basename, () => undefined);
      return { name: `${VENDORS[vendor] ?? vendor} ${device}`.trim(), driver };
    }),
  );
}

const read = (path: string) =>
  readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => '',
  );

/** PCI vendors of graphics cards. */
const VENDORS: Record<string, string> = { '0x8086': 'Intel', '0x10de': 'NVIDIA', '0x1002': 'AMD' };
