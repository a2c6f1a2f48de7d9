import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root';

const root = packageRoot(__dirname);
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const isConfig = (type: string) => /category:\s*'config'/.test(read('nodes', type, `${type}.html`));

/** The types of the pack, as package.json names them. */
export const nodeTypes = Object.keys(
  (JSON.parse(read('package.json')) as { 'node-red': { nodes: object } })['node-red'].nodes,
);

/** Those that have a form, but no place on the canvas and no icon. */
export const configTypes = nodeTypes.filter(isConfig);
