import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InspectionError } from '../../lib/inspection/errors';
import { Errands } from '../../lib/intake/opcua/errands';
import { KnownPictures } from '../../lib/intake/opcua/known-pictures';
import { loadOpcUa } from '../../lib/intake/opcua/library';
import { Sequence } from '../../lib/intake/opcua/sequence';
import { pictureBytes } from '../../lib/intake/opcua/value';

describe('the numbers of notification messages', () => {
  it('tell what is missing, by a later message or by a sign of life', () => {
    const sequence = new Sequence();
    expect([1, 2, 5].map((number) => sequence.take(number))).toEqual([true, true, true]);
    expect(sequence.gaps()).toEqual([3, 4]);
    sequence.expect(8);
    expect(sequence.gaps()).toEqual([3, 4, 6, 7]);
  });

  it('let each message through once, in whatever order', () => {
    const sequence = new Sequence();
    const order = [1, 4, 3, 3, 4, 2, 1, 5];
    expect(order.filter((number) => sequence.take(number))).toEqual([1, 4, 3, 2, 5]);
    expect(sequence.gaps()).toEqual([]);
    sequence.restart();
    expect(sequence.take(1)).toBe(true);
  });
});

it('explains the absence of the package', () => {
  const empty = join(mkdtempSync(join(tmpdir(), 'no-opcua-')), 'package.json');
  const missing = () => loadOpcUa([empty]);
  expect(missing).toThrow(InspectionError);
  try {
    missing();
  } catch (thrown) {
    const { code, message, advice } = (thrown as InspectionError).in('ko');
    expect(code).toBe('ERR_OPCUA_MISSING');
    expect(message).toMatch(/node-opcua-client 패키지가 없습니다: Cannot find module 'node-opcua-client'/);
    expect(advice).toContain('npm install node-opcua-client');
  }
});

it('knows a picture that comes again from another one of the same moment', () => {
  const known = new KnownPictures();
  const told = ['one', 'one', 'two', 'two', 'one'].map((picture) => known.recognise('a@1', Buffer.from(picture)));
  expect(told.map(({ isKnown }) => isKnown)).toEqual([false, true, false, true, true]);
  expect(new Set(told.map(({ id }) => id)).size).toBe(2);
  expect([told[1]!.id, told[4]!.id, told[3]!.id]).toEqual(['a@1', 'a@1', told[2]!.id]);
});

it('tells when more pictures wait than should, and when few are left', async () => {
  const told: [isCrowded: boolean, done: number][] = [];
  let done = 0;
  const failed = (_: number, thrown: unknown) => expect.fail(String(thrown));
  const crowded = (isCrowded: boolean) => told.push([isCrowded, done]);
  await new Promise<void>((resolve) => {
    const work = (errand: number) => Promise.resolve(++done === 40 && errand === 39 && resolve());
    const errands = new Errands<number>(
      async (errand) => void (await work(errand)),
      () => false,
      failed,
      crowded,
    );
    for (let errand = 0; errand < 40; errand++) errands.add(errand);
  });
  expect(told).toEqual([
    [true, 1],
    [false, 37],
  ]);
});

it('takes text as base64, never as the name of a file here', () => {
  expect(pictureBytes('aGVsbG8=', 'i=1')).toEqual(Buffer.from('hello'));
  expect(() => pictureBytes('/etc/passwd.jpg', 'i=1')).toThrow(/base64/);
  expect(() => pictureBytes(7, 'i=1')).toThrow(InspectionError);
});
