import { describe, expect, it } from 'vitest';
import { expandPrompts } from '../../lib/inspection/prompts';
import { defaultGlossary } from '../../lib/text/glossary/default';
import { loadPresets } from '../../lib/text/presets';

const label = (en: string, ko: string) => ({ id: 'x', en, ko, kind: 'defect' as const });
const prompts = (en: string, ko: string, templates: string[], options = {}) =>
  expandPrompts([label(en, ko)], templates, options)[0]!.prompts;

describe('expandPrompts', () => {
  it('puts Korean names in Korean templates and English names in English ones', () => {
    expect(prompts('scratch', '스크래치', ['a photo of a {}', '{} 사진'])).toEqual([
      'a photo of a scratch',
      '스크래치 사진',
    ]);
  });

  it('fits articles and particles', () => {
    expect(prompts('oil stain', '찍힘', ['a photo of a {}', '{}이(가) 있는 표면'])).toEqual([
      'a photo of an oil stain',
      '찍힘이 있는 표면',
    ]);
    expect(prompts('', '스크래치', ['표면의 {}을(를)'])).toEqual(['표면의 스크래치를']);
  });

  it('takes the names alone without templates, and skips blank ones', () => {
    expect(prompts('scratch', '스크래치', ['', '  '])).toEqual(['scratch']);
    expect(prompts('', '스크래치', [])).toEqual(['스크래치']);
  });

  it('maps Korean names to visual words for models that know English only', () => {
    const options = { englishOnly: true, englishFor: (korean: string) => defaultGlossary().visualWords(korean) };
    const [first, ...rest] = prompts('', '기스', ['a photo of {}', '{} 사진'], options);
    expect(first).toMatch(/^a photo of .*line/);
    expect(rest).toEqual([]);
    expect(() => prompts('', '무지개', ['a {}'], options)).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS' }));
  });

  it('refuses a template without a place for the name', () => {
    expect(() => prompts('scratch', '', ['a photo'])).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS' }));
  });
});

describe('presets', () => {
  const presets = loadPresets();

  it('cover the materials and processes, the general one first', () => {
    expect(presets.map(({ id }) => id)).toEqual([
      'general',
      'casting',
      'fabric',
      'glass',
      'metal',
      'paint',
      'pcb',
      'plastic',
      'weld',
    ]);
  });

  it.each(presets.map((preset) => [preset.id, preset] as const))(
    '%s names a good part, defects and look-alikes in both languages, in the terms of the glossary',
    (_, { labels, templates, name }) => {
      expect(labels.filter(({ kind }) => kind === 'normal').map(({ id }) => id)).toEqual(['ok']);
      expect(labels.filter(({ kind }) => kind === 'look-alike').length).toBeGreaterThan(1);
      expect(new Set(labels.map(({ id }) => id)).size).toBe(labels.length);
      for (const { en, ko, id, kind } of labels) {
        expect(en && ko, id).toBeTruthy();
        if (kind === 'defect') expect(defaultGlossary().term(id)?.ko, id).toBe(ko);
      }
      expect(name.en && name.ko).toBeTruthy();
      expect(expandPrompts(labels, [...templates.en, ...templates.ko]).every((each) => each.prompts.length > 4)).toBe(
        true,
      );
    },
  );
});
