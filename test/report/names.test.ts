import { describe, expect, it } from 'vitest';
import { cleanName, fillPattern, pathInside, slotsOf } from '../../lib/report/names';
import { ReportNames } from '../../lib/report/report-names';
import { useFolder } from './folder';
import { inspection } from './inspections';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const slots = slotsOf(inspection(7));
const refusal = expect.objectContaining({ code: 'ERR_REPORT_PATH', advice: expect.stringContaining('..') });

describe('report names', () => {
  it('fills the slots and keeps Korean', () => {
    expect(fillPattern('{date}/라인 {line}/{decision}_{time}_{serial}', slots)).toBe(
      '2026-11-23/라인 A/ng_090702-218_SN7',
    );
    expect(fillPattern('{lot}_{id}', slots)).toBe('LOT-1123_factory·A·weld·image#7');
    expect(fillPattern('{lot}', { ...slots, lot: undefined })).toBe('-');
  });

  it.each(['../secret', 'a/../../b', '/etc/cron.d/x', 'C:\\Windows\\x', '..\\x', './x', '{date}/ .. /x', '', '///'])(
    'refuses the pattern %j',
    (pattern) => {
      expect(() => fillPattern(pattern, slots)).toThrow(refusal);
    },
  );

  it.each([
    '../../etc/passwd',
    '..',
    '.',
    '/root/.ssh/authorized_keys',
    'C:\\x',
    'a\0b',
    'CON',
    'nul.txt',
    '끝에 점.',
    'x'.repeat(400),
  ])('keeps a part whose lot is %j inside the folder', (lot) => {
    const path = pathInside('/reports', fillPattern('{lot}', { ...slots, lot }));
    expect(path.startsWith('/reports/')).toBe(true);
    expect(path.slice('/reports/'.length)).not.toMatch(/[/\\\0<>:"|?*]|^\.|[. ]$|^(con|nul)(\.|$)/i);
    expect(Buffer.byteLength(path)).toBeLessThan(255);
  });

  it('never gives two texts one name', () => {
    const texts = ['a:b', 'a?b', 'a_b', 'a_b.', ' a_b', '가'.repeat(60), '가'.repeat(61), 'A·B'];
    expect(new Set(texts.map((text) => cleanName(text))).size).toBe(texts.length);
  });

  it('refuses a name that leaves the folder', () => {
    expect(() => pathInside('/reports', '../x')).toThrow(refusal);
    expect(() => pathInside('/reports', '.')).toThrow(refusal);
    expect(pathInside('/', 'x')).toBe('/x');
  });
});

describe('names of a run', () => {
  const folder = useFolder();

  it('gives an id its name again and two ids two names', async () => {
    const names = new ReportNames(folder.path, '{lot}', ['json']);
    const first = await names.take(inspection(1));
    expect(await names.take(inspection(2))).toBe(`${first}-2`);
    expect(await names.take(inspection(1))).toBe(first);
  });

  it('gives the parts of one lot names of their own, also where another lot is called like one of them', async () => {
    const names = new ReportNames(folder.path, '{lot}', ['json']);
    const part = (id: number, lot: string) => ({ ...inspection(id), part: { ...inspection(id).part, lot } });
    const [first, other, second] = [part(1, 'A'), part(2, 'A-2'), part(3, 'A')].map((each) => names.take(each));
    expect(await first).toMatch(/[/\\]A$/);
    expect(await other).toBe(`${await first}-2`);
    expect(await second).toBe(`${await first}-3`);
  });

  it('counts on in a lot of more parts than are remembered', async () => {
    const names = new ReportNames(folder.path, '{lot}', ['json']);
    const record = inspection(1);
    for (let n = 1; n <= 12_000; n++) await names.take({ ...record, id: `${n}` });
    expect(await names.take({ ...record, id: 'last' })).toMatch(/-12001$/);
  });

  it('spares the reports of an earlier run when the pattern cannot tell ids apart', async () => {
    await writeFile(join(folder.path, 'LOT-1123.json'), 'earlier');
    expect(await new ReportNames(folder.path, '{lot}', ['json']).take(inspection(1))).toMatch(/LOT-1123-2$/);
    await writeFile(join(folder.path, 'SN1_factory·A·weld·image#1.json'), 'earlier');
    expect(await new ReportNames(folder.path, '{serial}_{id}', ['json']).take(inspection(1))).toMatch(/image#1$/);
  });
});
