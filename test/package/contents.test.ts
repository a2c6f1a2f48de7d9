import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package-root';
import manifest from '../../package.json';
import { configTypes } from '../support/node-types';
import { pack, type Packed } from './npm';

const LARGEST = 45_000_000;

describe('the tarball', () => {
  let packed: Packed;
  let paths: string[];
  beforeAll(async () => {
    packed = await pack();
    paths = packed.files.map(({ path }) => path);
  });

  it('holds what a node needs: code, form, texts in two languages, and an icon where it stands in the palette', () => {
    for (const [type, code] of Object.entries(manifest['node-red'].nodes)) {
      const folder = code.slice(0, code.lastIndexOf('/'));
      const texts = ['en-US', 'ko'].flatMap((language) =>
        ['json', 'html'].map((ending) => `${folder}/locales/${language}/${type}.${ending}`),
      );
      expect(paths).toEqual(expect.arrayContaining([code, `${folder}/${type}.html`, ...texts]));
      expect(paths.includes(`${folder}/icons/${type}.svg`)).toBe(!configTypes.includes(type));
    }
  });

  it('holds the engine, the starter models, the command, examples and licences', () => {
    const needed = [
      'dist/lib/engine/main.js',
      manifest.bin.gyeol,
      'dist/lib/report/fonts/OFL.txt',
      'LICENSE',
      'NOTICE',
    ];
    const models = ['clip', 'blip', 'marian'].map((family) => `models/starter/${family}/model.json`);
    expect(paths).toEqual(expect.arrayContaining([...needed, ...models, 'examples/mqtt-line.json']));
  });

  it('holds nothing that only building, testing or training needs', () => {
    expect(paths.filter((path) => /\.(ts|mts|map|py|pt|npz|tgz|log)$|(^|\/)\./.test(path))).toEqual([]);
    const rooms = new Set(
      paths.map((path) =>
        path
          .split('/')
          .slice(0, path.startsWith('dist/') ? 2 : 1)
          .join('/'),
      ),
    );
    expect([...rooms].sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'NOTICE', 'README.ko.md', 'README.md', 'dist/commands', 'dist/lib', 'dist/nodes']
        .concat('examples', 'models', 'package.json', 'resources')
        .sort(),
    );
    const models = paths.filter((path) => /^models\/(?!starter\/|graphs\/)/.test(path));
    expect(models.sort()).toEqual(['models/catalogue.json', 'models/catalogue.schema.json']);
  });

  it('holds no code whose source is gone', () => {
    const code = paths.filter((path) => path.startsWith('dist/') && path.endsWith('.js'));
    const source = (path: string) => join(packageRoot(), path.slice('dist/'.length).replace(/\.js$/, '.ts'));
    expect(code.filter((path) => !existsSync(source(path)))).toEqual([]);
  });

  it('brings no folder into the import menu', () => {
    expect(paths.filter((path) => /^examples\/.*\//.test(path))).toEqual([]);
  });

  it(`stays under ${LARGEST / 1e6} MB`, () => {
    expect(packed.size).toBeLessThan(LARGEST);
  });
});
