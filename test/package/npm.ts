import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../lib/package-root';

const root = packageRoot(__dirname);
const onWindows = process.platform === 'win32';

/** Runs npm and gives what it printed; rejects with its standard error. */
async function npm(args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', args, {
    cwd: root,
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    shell: onWindows,
    maxBuffer: 1 << 26,
  });
  return stdout;
}

export interface Packed {
  filename: string;
  /** Bytes of the tarball. */
  size: number;
  files: { path: string; size: number }[];
}

/** Packs what the last build left in dist/; without a folder nothing is written. */
export async function pack(folder?: string): Promise<Packed> {
  const target = folder === undefined ? ['--dry-run'] : ['--pack-destination', folder];
  const told = JSON.parse(await npm(['pack', '--ignore-scripts', '--json', ...target])) as Record<string, Packed>;
  return Object.values(told)[0]!;
}

/** Installs packages, by name or tarball, into a folder. */
export async function install(folder: string, packages: string[]): Promise<string> {
  await npm(['install', '--prefix', folder, '--prefer-offline', '--no-audit', '--no-fund', ...packages]);
  return join(folder, 'node_modules');
}

/** Whether packages can be had. In CI they must: there the installation itself then tells what is wrong. */
export function registryAnswers(): boolean {
  if (process.env.CI) return true;
  const asked = spawnSync('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=20000'], { shell: onWindows });
  return asked.status === 0;
}
