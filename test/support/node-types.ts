import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json';

const root = join(__dirname, '../..');
const isConfig = (type: string) =>
  /category:\s*'config'/.test(readFileSync(join(root, 'nodes', type, `${type}.html`), 'utf8'));

/** The types of the pack, as package.json names them. */
export const nodeTypes = Object.keys(manifest['node-red'].nodes);

/** Those that have a form, but no place on the canvas and no icon. */
export const configTypes = nodeTypes.filter(isConfig);
