import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Inspection } from '../../lib/inspection/record';
import { press } from '../../lib/report/pdf/press';
import { ReportWriter, type ReportFormat, type WriterSettings } from '../../lib/report/writer';
import { unprivileged, useFolder, withFullDisk } from './folder';
import { inspection, jpeg, SIMILAR } from './inspections';

const folder = useFolder();
afterAll(() => press.close());

const settings = (formats: ReportFormat[], change: Partial<WriterSettings> = {}): WriterSettings => ({
  folder: join(folder.path, 'outputs'),
  pattern: '{decision}_{id}',
  logPattern: 'reports-{date}',
  formats,
  document: { kind: 'auto', company: '결정밀' },
  header: 'ko',
  evidence: false,
  ...change,
});

describe('the writer', () => {
  it('makes the folder and writes each format', async () => {
    const writer = new ReportWriter(settings(['json', 'jsonl', 'csv', 'pdf', 'html'], { evidence: true }));
    const record: Inspection = {
      ...inspection(1),
      evidence: { thumbnail: await jpeg(240), overlay: await jpeg(640, true) },
    };
    const { files, record: written } = await writer.write(record, await jpeg(640));
    const names = files.map((file) => file.slice(folder.path.length + '/outputs/'.length)).sort();
    const stem = 'ng_factory·A·weld·image#1';
    const own = ['html', 'json', 'overlay.jpg', 'pdf', 'picture.jpg', 'thumbnail.jpg'].map((each) => `${stem}.${each}`);
    expect(names).toEqual([...own, 'reports-2026-11-23.csv', 'reports-2026-11-23.jsonl'].sort());
    for (const file of files) expect((await stat(file)).size).toBeGreaterThan(100);
    expect((await folder.names()).concat()).toEqual(['outputs']);

    expect(JSON.parse(folder.read(`outputs/${stem}.json`))).toEqual(written);
    expect(written).not.toHaveProperty('embedding');
    expect(written.evidence).toEqual({
      overlay: `${stem}.overlay.jpg`,
      thumbnail: `${stem}.thumbnail.jpg`,
      picture: `${stem}.picture.jpg`,
    });
    expect(await readFile(join(folder.path, 'outputs', `${stem}.picture.jpg`))).toEqual(await jpeg(640));
  });

  it('leaves pictures and embedding out of the record', async () => {
    const record: Inspection = { ...inspection(1), evidence: { thumbnail: await jpeg(240) } };
    await new ReportWriter(settings(['json', 'jsonl'])).write(record);
    const line = folder.read('outputs/reports-2026-11-23.jsonl');
    expect(line.length).toBeLessThan(4000);
    expect(JSON.parse(line)).toMatchObject({ schema: 1, id: record.id, judgement: { decision: 'ng' } });
    expect(JSON.parse(line)).not.toHaveProperty('evidence');
    expect(record.evidence?.thumbnail).toBeInstanceOf(Uint8Array);
  });

  it('replaces what an id wrote before', async () => {
    const writer = new ReportWriter(settings(['json', 'csv'], { pattern: '{time}' }));
    const first = await writer.write(inspection(1));
    const again = { ...inspection(1, 'ok'), frame: { receivedAt: '2026-11-23T10:00:00.000+09:00' } };
    const second = await writer.write(again);
    expect(second.files).toEqual(first.files);
    expect(folder.read('outputs/reports-2026-11-23.csv').trimEnd().split('\r\n')).toHaveLength(2);
    expect(JSON.parse(await readFile(second.files[0]!, 'utf8'))).toMatchObject({ judgement: { decision: 'ok' } });
  });

  it('cites past cases in JSON and HTML', async () => {
    const record = { ...inspection(1), similar: SIMILAR };
    const { files } = await new ReportWriter(settings(['json', 'html'])).write(record);
    const read = (ending: string) =>
      readFile(
        files.find((path) => path.endsWith(ending))!,
        'utf8',
      );
    expect((JSON.parse(await read('.json')) as Inspection).similar).toEqual(SIMILAR);
    const page = (await read('.html')).replaceAll(/\s+/g, ' ');
    expect(page).toContain('유사 과거 사례');
    expect(page).toMatch(/<td>cam-20261101-0007<\/td> ?<td>2026-11-01 08:30<\/td>.*<td>0.94<\/td> ?<td>재작업<\/td>/);
  });

  it('escapes what a part brings into HTML', async () => {
    const record = inspection(1);
    record.part.lot = '<script>alert(1)</script>';
    record.description!.ko = '"><img src=x onerror=alert(1)>';
    const { files } = await new ReportWriter(settings(['html'])).write(record);
    const page = await readFile(files[0]!, 'utf8');
    expect(page).not.toMatch(/<script|<img src=x/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('부적합품 통보서');
  });
});

describe('what goes wrong', () => {
  it('refuses a report name that leaves the folder, and writes nothing', async () => {
    const writer = new ReportWriter(settings(['json', 'csv']));
    await expect(writer.write(inspection(1), undefined, { name: '../../stolen' })).rejects.toMatchObject({
      code: 'ERR_REPORT_PATH',
      parameters: { name: '../../stolen' },
    });
    expect(await folder.names()).toEqual([]);
  });

  it('tells of a full disk and leaves neither half a report nor a temporary file', async () => {
    const writer = new ReportWriter(settings(['json', 'csv']), withFullDisk(50));
    await expect(writer.write(inspection(1))).rejects.toMatchObject({
      code: 'ERR_REPORT_WRITE',
      parameters: { reason: 'ENOSPC: no space left on device' },
    });
    expect(await folder.names()).toEqual(['outputs']);
    const later = new ReportWriter(settings(['json']));
    const { files } = await later.write(inspection(1));
    await expect(
      new ReportWriter(settings(['json']), withFullDisk(50)).write(inspection(1, 'ng', false)),
    ).rejects.toThrow();
    expect(JSON.parse(await readFile(files[0]!, 'utf8'))).toMatchObject({ measurement: { calibrated: true } });
  });

  it('takes a half-written row back when the disk fills up', async () => {
    await new ReportWriter(settings(['csv'])).write(inspection(1));
    const before = folder.read('outputs/reports-2026-11-23.csv');
    await expect(new ReportWriter(settings(['csv']), withFullDisk(50)).write(inspection(2))).rejects.toMatchObject({
      code: 'ERR_REPORT_WRITE',
    });
    expect(folder.read('outputs/reports-2026-11-23.csv')).toBe(before);
  });

  it('tells of a folder that may not be written', async () => {
    await chmod(folder.path, 0o755);
    const outputs = join(folder.path, 'outputs');
    await mkdir(outputs, { mode: 0o555 });
    for (const formats of [['json'], ['csv'], ['pdf']] as ReportFormat[][]) {
      const writer = new ReportWriter(settings(formats));
      await expect(unprivileged(() => writer.write(inspection(1)))).rejects.toMatchObject({
        code: 'ERR_REPORT_WRITE',
        message: expect.stringContaining('EACCES'),
        advice: expect.stringContaining('may write to the folder'),
      });
    }
  });
});
