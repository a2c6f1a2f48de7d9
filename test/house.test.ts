import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json';
import { configTypes } from './support/node-types';

const root = join(__dirname, '..');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const LONGEST_FILE = 300;

function files(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

interface Import {
  from: string;
  target: string;
  typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const pattern = /^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'|(?:require|import)\('([^']+)'\)/gm;
  return [...read(file).matchAll(pattern)].map(([, type, statement, call]) => {
    const target = (statement ?? call)!;
    const resolved = target.startsWith('.') ? join(file, '..', target).split(sep).join('/') : target;
    return { from: file, target: resolved, typeOnly: type !== undefined };
  });
}

const sources = ['lib', 'nodes', 'commands', 'bench'].flatMap((room) => files(room, '.ts'));
const imports = sources.flatMap(importsOf);
const types = readdirSync(join(root, 'nodes')).filter((name) => existsSync(join(root, 'nodes', name, `${name}.html`)));
const told = (wrong: Import[]) => wrong.map(({ from, target }) => `${from} → ${target}`);

describe('import rules', () => {
  it('lets lib know nothing of Node-RED, nodes or commands', () => {
    const wrong = imports.filter(
      ({ from, target }) => from.startsWith('lib/') && (/^(nodes|commands)\//.test(target) || /^node-red/.test(target)),
    );
    expect(told(wrong)).toEqual([]);
  });

  it('loads native inference and imaging in the engine only', () => {
    const native = /^(onnxruntime-node|opencv-wasm|sharp)$/;
    const wrong = imports.filter(
      ({ from, target }) => /^(lib|nodes)\//.test(from) && !from.startsWith('lib/engine/') && native.test(target),
    );
    expect(told(wrong)).toEqual([]);
  });

  it('reaches the engine only through inference, apart from types', () => {
    const wrong = imports.filter(
      ({ from, target, typeOnly }) => !from.startsWith('lib/engine/') && target.startsWith('lib/engine/') && !typeOnly,
    );
    expect(told(wrong)).toEqual([]);
  });

  it('keeps the supervising side of inference out of the engine', () => {
    const wrong = imports.filter(
      ({ from, target, typeOnly }) => from.startsWith('lib/engine/') && target.startsWith('lib/inference') && !typeOnly,
    );
    expect(told(wrong)).toEqual([]);
  });

  it('lets the queue know of the record only', () => {
    const wrong = imports.filter(
      ({ from, target }) =>
        from.startsWith('lib/queue/') &&
        !/^(node:|lib\/(inspection|queue|recent)\/|lib\/(replace-file|row-index)$)/.test(target),
    );
    expect(told(wrong)).toEqual([]);
  });

  it('lets a node reach another node only by type, and nodes/shared none', () => {
    const wrong = imports.filter(({ from, target, typeOnly }) => {
      const [, room] = from.split('/');
      const [base, other] = target.split('/');
      return from.startsWith('nodes/') && base === 'nodes' && other !== room && other !== 'shared' && !typeOnly;
    });
    expect(told(wrong)).toEqual([]);
  });
});

describe('nodes', () => {
  it('are exactly those that package.json names', () => {
    const expected = Object.fromEntries(types.map((type) => [type, `dist/nodes/${type}/${type}.js`]));
    expect(manifest['node-red'].nodes).toEqual(expected);
  });

  it.each(types)('%s registers the literal type of its folder', (type) => {
    expect(read('nodes', type, `${type}.html`)).toContain(`RED.nodes.registerType('${type}', {`);
    expect(read('nodes', type, `${type}.ts`)).toContain(`RED.nodes.registerType('${type}',`);
  });

  it.each(types)('%s speaks English and Korean with the same keys', (type) => {
    const keys = (value: unknown, path = ''): string[] =>
      value && typeof value === 'object'
        ? Object.entries(value).flatMap(([key, inner]) => keys(inner, `${path}.${key}`))
        : [path];
    const [english, korean] = ['en-US', 'ko'].map((locale) =>
      keys(JSON.parse(read('nodes', type, 'locales', locale, `${type}.json`))).sort(),
    );
    expect(korean).toEqual(english);
    for (const locale of ['en-US', 'ko']) {
      expect(read('nodes', type, 'locales', locale, `${type}.html`)).toContain(`data-help-name="${type}"`);
    }
  });

  it.each(types)('%s has a text for every label of its form', (type) => {
    const locale = JSON.parse(read('nodes', type, 'locales', 'ko', `${type}.json`)) as object;
    const used = [...read('nodes', type, `${type}.html`).matchAll(/data-i18n="(?:\[\w+\])?([\w.-]+)"/g)].map(
      ([, key]) => key!,
    );
    const text = (key: string) =>
      key.split('.').reduce<unknown>((at, step) => (at as Record<string, unknown>)?.[step], locale);
    expect(used.filter((key) => typeof text(key) !== 'string')).toEqual([]);
  });

  it.each(types.filter((type) => !configTypes.includes(type)))(
    '%s has an icon and stands in an example flow',
    (type) => {
      expect(existsSync(join(root, 'icons', `${type}.svg`))).toBe(true);
      const flows = files('examples', '.json').map((file) => read(file));
      expect(flows.some((flow) => flow.includes(`"type": "${type}"`))).toBe(true);
    },
  );

  it.each(['README.md', 'README.ko.md'])('all stand in the table of %s', (readme) => {
    const text = read(readme);
    expect(types.filter((type) => !text.includes(`| **${type}**`))).toEqual([]);
  });
});

describe('files', () => {
  it(`have at most ${LONGEST_FILE} lines`, () => {
    const long = [...sources, ...files('test', '.ts')].filter((file) => read(file).split('\n').length > LONGEST_FILE);
    expect(long).toEqual([]);
  });

  it('ship at most 45 MB of weights', () => {
    const bytes = files('models/starter', '.onnx').reduce((sum, file) => sum + statSync(join(root, file)).size, 0);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(45e6);
  });
});
