import { describe as suite, expect, it } from 'vitest';
import type { Inspection, Judgement, Region } from '../../lib/inspection/record';
import { word } from '../../lib/stages/standardise';
import { describe } from '../../lib/text/describe';
import { defaultGlossary } from '../../lib/text/glossary/default';

const glossary = defaultGlossary();
const metal = { en: 'metal', ko: '금속' };

const region = (mm?: number): Region => ({
  id: 1,
  bbox: [10, 10, 41, 5],
  polygon: [],
  length: { px: 41.4, mm },
  width: { px: 3, mm: mm && 0.2 },
  area: { px: 120, mm: mm && mm * 0.2 },
  angle: 10,
  center: [90, 90],
  contrast: 40,
  location: { en: 'bottom right', ko: '우측 하단' },
});

const judgement = (id: string, decision: Judgement['decision'], reason: Judgement['reason'], ko = id): Judgement => ({
  decision,
  reason,
  label: { id, en: id, ko },
  probability: 0.9,
  margin: 0.8,
  threshold: 0.6,
  scores: [],
  promptsHash: '',
  picturesHash: '',
  model: 'clip',
});

const inspection = (rest: Partial<Inspection>): Inspection => ({ schema: 1, id: 'i', frame: {}, part: {}, ...rest });
const ng = (id: string, ...regions: Region[]) => inspection({ judgement: judgement(id, 'ng', 'defect'), regions });

suite('describe', () => {
  it('names material, place, size and defect, in mm when calibrated', () => {
    const { ko, en, numbers, cause, action, termsUsed } = describe(ng('scratch', region(3.21)), glossary, {
      material: metal,
    });
    expect(ko).toBe('금속 표면 우측 하단에 길이 3.2 mm 스크래치');
    expect(en).toBe('3.2 mm long scratch on the metal surface, bottom right');
    expect(numbers).toEqual(['3.2 mm']);
    expect(cause).toMatch(/[가-힣]/);
    expect(action).toMatch(/[가-힣]/);
    expect(termsUsed).toEqual([{ id: 'scratch', code: 'SCR-01', from: 'scratch', to: '스크래치' }]);
  });

  it('says pixels, and never a millimetre, without calibration', () => {
    const { ko, en } = describe(ng('scratch', region()), glossary, { material: metal });
    expect(ko).toBe('금속 표면 우측 하단에 길이 41 px 스크래치');
    expect(ko + en).not.toContain('mm');
  });

  it.each([
    ['an area', 'dent', 6.2, '표면 우측 하단에 면적 1.2 mm² 찍힘', '1.2 mm² large dent on the surface, bottom right'],
    [
      'length and direction',
      'crack',
      3.21,
      '표면 우측 하단에 길이 3.2 mm(방향 10°) 균열',
      '3.2 mm long (at 10°) crack on the surface, bottom right',
    ],
    ['a size', 'stain', 6.2, '표면 우측 하단에 크기 6.2 mm 오염', '6.2 mm wide stain on the surface, bottom right'],
    [
      'a size below a millimetre',
      'scratch',
      0.456,
      '표면 우측 하단에 길이 0.46 mm 스크래치',
      '0.46 mm long scratch on the surface, bottom right',
    ],
  ])('quotes %s', (_, id, mm, ko, en) => {
    expect(describe(ng(id, region(mm)), glossary)).toMatchObject({ ko, en });
  });

  it.each([
    [3.2149, 0.104, '3.21 ± 0.11 mm'],
    [3.2149, 0.31, '3.2 ± 0.4 mm'],
    [31.6, 12.2, '32 ± 13 mm'],
    [128.4, 38, '130 ± 40 mm'],
    [0.4567, 0.00021, '0.457 ± 0.001 mm'],
  ])('rounds %d ± %d by its uncertainty, never to less of it', (mm, expanded_mm, value) => {
    const one = { ...region(mm), length: { px: 41.4, mm, expanded_mm } };
    expect(describe(ng('scratch', one), glossary).ko).toBe(`표면 우측 하단에 길이 ${value} 스크래치`);
  });

  it('tells size and number of stains', () => {
    const { ko, en, numbers } = describe(ng('stain', region(3), region(2)), glossary);
    expect(ko).toBe('표면 우측 하단에 크기 3.0 mm 오염 2곳');
    expect(en).toBe('3.0 mm wide stain on the surface, bottom right, 2 places');
    expect(numbers).toEqual(['3.0 mm', '2']);
  });

  it('tells of further regions, or counts terms that are counted', () => {
    const three = [region(3), region(2), region(1)];
    expect(describe(ng('scratch', ...three), glossary)).toMatchObject({
      ko: '표면 우측 하단에 길이 3.0 mm 스크래치 외 2곳',
      en: '3.0 mm long scratch on the surface, bottom right, and 2 more',
      numbers: ['3.0 mm', '2'],
    });
    const counted = glossary.terms.find(({ quote }) => quote === 'count')!;
    const { ko, numbers } = describe(ng(counted.id, ...three), glossary);
    expect(ko).toBe(`표면 우측 하단에 ${counted.ko} 3곳`);
    expect(numbers).toEqual(['3']);
  });

  it('speaks of a defect that nothing was measured of', () => {
    expect(describe(ng('crack'), glossary)).toMatchObject({
      ko: '표면에 균열',
      en: 'crack on the surface',
      numbers: [],
    });
  });

  it.each([
    ['a good part', judgement('ok', 'ok', 'normal', '양품'), '금속 표면에 결함 없음'],
    ['a doubtful defect', judgement('dent', 'review', 'below-threshold'), '금속 표면에 찍힘 후보, 작업자 확인 필요'],
    [
      'a look-alike',
      judgement('dust', 'review', 'look-alike', '먼지'),
      '금속 표면에 유사 형상(먼지), 작업자 확인 필요',
    ],
    ['an unknown picture', judgement('x', 'review', 'unknown'), '금속 표면 판정 보류, 작업자 확인 필요'],
    ['no judgement', undefined, '금속 표면 판정 보류, 작업자 확인 필요'],
  ])('has a sentence for %s, without cause and blame', (_, verdict, ko) => {
    expect(describe(inspection({ judgement: verdict }), glossary, { material: metal }).ko).toBe(ko);
  });

  it('takes the material from the caption when none is set, but no number from it', () => {
    const seen = ng('scratch', region(3));
    seen.caption = {
      text: 'a 99 mm scratch on a brushed metal surface',
      tokens: 9,
      score: 0,
      alternatives: [],
      beams: 3,
      attempts: 1,
      rulesPassed: [],
    };
    const { ko } = describe(seen, glossary);
    expect(ko).toBe('헤어라인 금속 표면 우측 하단에 길이 3.0 mm 스크래치');
  });

  it('fills a sentence of the user’s own, with particles that fit', () => {
    const templates = { ko: { defect: '[{place}에 ]{label}이(가) 있음[ ({quantity})]' } };
    expect(describe(ng('scratch', region(3)), glossary, { templates }).ko).toBe(
      '우측 하단에 스크래치가 있음 (길이 3.0 mm)',
    );
    expect(describe(ng('dent'), glossary, { templates }).ko).toBe('찍힘이 있음');
  });

  it('names a label that the glossary lacks as the user named it', () => {
    const verdict = { ...judgement('odd', 'ng', 'defect'), label: { id: 'odd', en: 'odd thing', ko: '희한함' } };
    expect(describe(inspection({ judgement: verdict }), glossary).ko).toBe('표면에 희한함');
  });
});

suite('word', () => {
  it.each([
    [2.9, 'minor'],
    [3.1, 'major'],
    [10.1, 'critical'],
    [undefined, undefined],
  ])('judges a scratch of %s mm as %s', (mm, severity) => {
    const subject = ng('scratch', region(mm));
    word(subject, undefined, glossary);
    expect(subject.regions![0]!.severity).toBe(severity);
    expect(subject.description!.glossary).toEqual({ id: 'default', version: '1', hash: glossary.hash });
  });
});

suite('caption-agrees', () => {
  const check = (caption: string) => {
    const subject = ng('scratch');
    subject.caption = { text: caption, tokens: 9, score: 0, alternatives: [], beams: 3, attempts: 1, rulesPassed: [] };
    word(subject, undefined, glossary);
    return subject.quality!.checks.find(({ rule }) => rule === 'caption-agrees');
  };

  it.each([
    ['a scratch on a metal surface', true, undefined],
    ['a metal plate on a table', true, undefined],
    ['a dent and a hairline scratch on a metal surface', true, undefined],
    ['a clean metal surface without any defect', false, 'without any defect'],
    ['two dents on a metal surface', false, 'dent'],
  ])('%s: %s', (caption, passed, detail) => {
    expect(check(caption)).toEqual({ rule: 'caption-agrees', passed, ...(detail && { detail }) });
  });

  it('asks nothing of a frame without caption', () => {
    const subject = ng('scratch');
    word(subject, undefined, glossary);
    expect(subject.quality).toBeUndefined();
  });
});
