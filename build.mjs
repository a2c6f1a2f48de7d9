// Compiles TypeScript into dist/ and copies beside each node what Node-RED reads as it is: HTML, locales, icons. What an
// earlier build made and this one did not goes last, so that a Node-RED that runs from dist/ meanwhile misses nothing.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const at = (...parts) => join(root, ...parts);
/** How tsc begins the lines that name a file it wrote. */
const WRITTEN = 'TSFILE: ';
/** Absolute paths in dist/. */
const made = new Set();

function compile() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { stdout, status } = spawnSync(
    process.execPath,
    [tsc, '-p', at('tsconfig.build.json'), '--listEmittedFiles', '--pretty', String(process.stdout.isTTY ?? false)],
    { encoding: 'utf8', stdio: ['inherit', 'pipe', 'inherit'], maxBuffer: Infinity },
  );
  for (const line of stdout.split('\n').filter(Boolean)) {
    if (line.startsWith(WRITTEN)) made.add(resolve(line.slice(WRITTEN.length).trim()));
    else console.log(line);
  }
  if (status !== 0) process.exit(status ?? 1);
}

function copy(from, to) {
  cpSync(from, to);
  made.add(to);
}

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));

compile();
for (const room of ['nodes', 'lib', 'commands', 'bench']) {
  const assets = filesBelow(at(room)).filter((path) => !path.endsWith('.ts'));
  for (const path of assets) copy(path, at('dist', path.slice(root.length)));
}
for (const type of readdirSync(at('nodes'))) {
  const icon = at('icons', `${type}.svg`);
  if (existsSync(icon)) copy(icon, at('dist/nodes', type, 'icons', `${type}.svg`));
}
for (const path of filesBelow(at('dist')).filter((each) => !made.has(each))) {
  rmSync(path, { force: true });
  for (let folder = dirname(path); readdirSync(folder).length === 0; folder = dirname(folder)) rmdirSync(folder);
}
