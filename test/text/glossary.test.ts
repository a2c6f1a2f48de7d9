import { describe, expect, it } from 'vitest';
import { decodeText, encodeText } from '../../lib/text/charset';
import { parseCsv } from '../../lib/text/csv';
import { defaultGlossary } from '../../lib/text/glossary/default';
import { Glossary } from '../../lib/text/glossary/glossary';
import { normalise } from '../../lib/text/glossary/normalise';
import { readGlossaryCsv, termsOf, writeGlossaryCsv } from '../../lib/text/glossary/table';
import { unknownTerms } from '../../lib/text/glossary/unknown';

const csv = (...lines: string[]) => new TextEncoder().encode(lines.join('\r\n'));

describe('parseCsv', () => {
  it('reads quoted commas, quotation marks and line breaks', () => {
    expect(parseCsv('a,"b, ""c""",\r\n\n"line\nbreak",x,y')).toEqual([
      ['a', 'b, "c"', ''],
      ['line\nbreak', 'x', 'y'],
    ]);
  });

  it.each(['a,"b', 'a"b,c', '"a"b,c'])('refuses %j with the line', (text) => {
    expect(() => parseCsv(`ok,row\n${text}`)).toThrow(/line 2/);
  });
});

describe('glossary files', () => {
  const { terms } = defaultGlossary();

  it.each(['utf-8', 'cp949'] as const)('come back unchanged through %s', (charset) => {
    expect(readGlossaryCsv(writeGlossaryCsv(terms, charset))).toEqual(terms);
  });

  it('begin with a byte order mark in UTF-8 and end lines with CRLF', () => {
    const bytes = writeGlossaryCsv(terms);
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(new TextDecoder().decode(bytes).split('\r\n').length).toBe(terms.length + 2);
  });

  it.each([
    ['가', [0xb0, 0xa1]],
    ['a', [0x61]],
    ['긁', [0xb1, 0xdc]],
    ['갂', [0x81, 0x41]],
    ['똠', [0x8c, 0x63]],
    ['뷁', [0x94, 0xee]],
    ['힣', [0xc6, 0x52]],
  ])('write and read %s in CP949 as Windows does, beyond KS X 1001', (text, bytes) => {
    expect([...encodeText(text, 'cp949')]).toEqual(bytes);
    expect(decodeText(Uint8Array.of(0xb0, 0xa1, ...bytes)).text).toBe(`가${text}`);
  });

  it('keep every Hangul syllable through CP949, without a collision', () => {
    const all = Array.from({ length: 11_172 }, (_, index) => String.fromCharCode(0xac00 + index)).join('');
    expect(decodeText(encodeText(all, 'cp949'))).toEqual({ text: all, charset: 'cp949' });
  });

  it.each([
    ['a missing column', ['id,ko', 'a,가'], /en/],
    ['a row that is too short', ['id,ko,en', 'a,가'], /"a": 2 \/ 3/],
    ['an empty standard', ['id,ko,en', 'a,,x'], /"a": ko/],
    ['an id used twice', ['id,ko,en', 'a,가,x', 'a,나,y'], /id "a"/],
    ['a variant of two terms', ['id,ko,en,variants', 'a,가나,x,다라', 'b,마바,y,다라'], /"다라": a \/ b/],
    ['a variant that is another standard', ['id,ko,en,variants', 'a,가나,x,마바', 'b,마바,y,'], /"마바": a \/ b/],
    ['an unknown flag', ['id,ko,en,variants', 'a,가나,x,다라:sometimes'], /sometimes/],
    ['an unknown quantity', ['id,ko,en,quote', 'a,가나,x,weight'], /weight/],
    ['a limit that is no number', ['id,ko,en,minor_mm', 'a,가나,x,wide'], /wide/],
    ['an open quotation mark', ['id,ko,en', 'a,"가,x'], /line 2/],
  ])('with %s are refused with the place of the fault', (_, lines, reason) => {
    expect(() => readGlossaryCsv(csv(...lines))).toThrow(
      expect.objectContaining({ code: 'ERR_GLOSSARY', message: expect.stringMatching(reason) }),
    );
  });
});

it('a file in neither character set is refused', () => {
  expect(() => readGlossaryCsv(Uint8Array.of(0x69, 0x64, 0xff, 0xfe, 0x00))).toThrow(
    expect.objectContaining({ code: 'ERR_GLOSSARY', message: expect.stringContaining('CP949') }),
  );
});

describe('a plant glossary', () => {
  const own = new Glossary(
    termsOf([
      { id: 's', ko: 'SCR-7', en: 'SCR-7', variants: '기스|실선' },
      { id: 'l', ko: '균열L', en: 'crack', variants: '크랙' },
      { id: 'm', ko: '홈M', en: 'groove', variants: '골' },
    ]),
    'own',
    '3',
  );
  const standard = (text: string) => normalise(text, own, 'ko').text;

  it.each([
    ['기스가 있음', 'SCR-7이 있음'],
    ['기스를 제거', 'SCR-7을 제거'],
    ['기스와 크랙은', 'SCR-7과 균열L은'],
    ['실선으로 판정', 'SCR-7로 판정'],
    ['크랙으로 판정', '균열L로 판정'],
    ['골이 있음', '홈M이 있음'],
    ['골로 판정', '홈M으로 판정'],
    ['골프 연습', '골프 연습'],
  ])('may name terms in Latin letters and digits: %s → %s', (text, expected) => {
    expect(standard(text)).toBe(expected);
    expect(standard(expected)).toBe(expected);
  });

  it('has a hash of its terms, not of its name', () => {
    expect(own.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(new Glossary(own.terms, 'other', '4').hash).toBe(own.hash);
    expect(new Glossary(own.terms.slice(1), 'own', '3').hash).not.toBe(own.hash);
  });
});

describe('English terms', () => {
  it.each([
    ['a fissure at the top', 'a crack at the top'],
    ['two fissures', 'two cracks'],
    ['an indentation', 'a press mark'],
    ['Hairline scratches on glass', 'Scratches on glass'],
    ['a spider on the wall', 'a spider on the wall'],
    ['the pitch of the thread', 'the pitch of the thread'],
  ])('%s → %s', (text, expected) => {
    expect(normalise(text, defaultGlossary(), 'en').text).toBe(expected);
  });

  it('give labels their term by id, Korean or English name, and visual words', () => {
    const glossary = defaultGlossary();
    expect(glossary.termOf({ id: 'scratch' })?.ko).toBe('스크래치');
    expect(glossary.termOf({ id: 'x', ko: '기스' })?.id).toBe('scratch');
    expect(glossary.termOf({ id: 'x', en: 'Oil stain' })?.id).toBe('stain');
    expect(glossary.visualWords('기스').join()).toMatch(/line/);
    expect(glossary.visualWords('무지개')).toEqual([]);
  });
});

describe('unknownTerms', () => {
  it.each([
    ['표면에 뽕빠짐이 발생', 'ko', ['뽕빠짐']],
    ['우측 하단에 스크래치가 있음', 'ko', []],
    ['금속 표면에 결함이 있음', 'ko', []],
    ['먼지는 있으나 결함이 없는 회로 기판 표면', 'ko', []],
    ['표면에 톱니 자국이 있음', 'ko', ['톱니 자국']],
    ['a metal surface with a hook on it', 'en', ['hook']],
    ['there is a small scratch at the top left', 'en', []],
    ['a metal surface with a scratch at the top', 'en', []],
  ] as const)('%s (%s): %j', (text, language, unknown) => {
    expect(unknownTerms(text, defaultGlossary(), language)).toEqual(unknown);
  });
});
