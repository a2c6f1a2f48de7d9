// Compiles TypeScript into dist/ and copies beside each node what Node-RED reads as it is: HTML, locales, icons.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const at = (...parts) => join(root, ...parts);

if (process.argv.includes('--clean')) rmSync(at('dist'), { recursive: true, force: true });
execFileSync(
  process.execPath,
  [createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', at('tsconfig.build.json')],
  {
    stdio: 'inherit',
  },
);

const isAsset = (name) => !name.endsWith('.ts');
for (const room of ['nodes', 'lib', 'commands', 'bench']) {
  cpSync(at(room), at('dist', room), { recursive: true, filter: (path) => isAsset(path) });
}

for (const type of readdirSync(at('nodes'))) {
  if (!existsSync(at('icons', `${type}.svg`))) continue;
  mkdirSync(at('dist/nodes', type, 'icons'), { recursive: true });
  cpSync(at('icons', `${type}.svg`), at('dist/nodes', type, 'icons', `${type}.svg`));
}
