import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, describe, expect, it } from 'vitest';
import type { Decision, Inspection } from '../../lib/inspection/record';
import type { Documented } from '../../lib/report/pdf/evidence';
import { press } from '../../lib/report/pdf/press';
import { useFolder } from './folder';
import { inspection, jpeg, noisyJpeg, SIMILAR } from './inspections';

const folder = useFolder();
afterAll(() => press.close());

/** Poppler reads our PDFs as another program would. CI installs it; elsewhere it is asked for. */
function poppler(tool: string, ...parameters: string[]): string {
  try {
    return execFileSync(tool, parameters, { encoding: 'utf8' });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
    throw new Error(`${tool} is not installed: apt-get install poppler-utils`);
  }
}

const missing = (() => {
  try {
    execFileSync('pdftotext', ['-v'], { stdio: 'ignore' });
    return false;
  } catch {
    return !process.env.CI;
  }
})();

const settings = { kind: 'auto' as const, company: '결정밀공업(주) 창원공장', names: { crack: '균열' } };
const issuedAt = '2026-11-23T18:00:00.000+09:00';

async function print(documented: Documented[], summary = false): Promise<{ bytes: Uint8Array; path: string }> {
  const bytes = await press.print({ documented, settings, summary, issuedAt });
  const path = join(folder.path, 'report.pdf');
  writeFileSync(path, bytes);
  return { bytes, path };
}

const textOf = (path: string) => poppler('pdftotext', '-layout', path, '-').replace(/[ \t]+/g, ' ');
const pagesOf = (path: string) => Number(/Pages:\s+(\d+)/.exec(poppler('pdfinfo', path))![1]);
const imagesOf = (path: string) =>
  poppler('pdfimages', '-list', path)
    .trimEnd()
    .split('\n')
    .slice(2)
    .map((line) => line.trim().split(/\s+/))
    .map(([page, , , width, height, , , , encoding]) => ({
      page: Number(page),
      width: Number(width),
      height: Number(height),
      encoding,
    }));

const withEvidence = async (record: Inspection): Promise<Inspection> => ({
  ...record,
  evidence: { thumbnail: await jpeg(240), overlay: await jpeg(800, true) },
});

describe.skipIf(missing)(
  'a PDF as poppler reads it (skipped only where poppler-utils is not installed, outside CI)',
  () => {
    it('holds the Korean text, the fields and the hashes of an NG part on one page', async () => {
      const { path } = await print([{ inspection: await withEvidence(inspection(1)), picture: await jpeg(640) }]);
      const text = textOf(path);
      const expected = [
        '부적합품 통보서',
        '결정밀공업(주) 창원공장',
        '담당 검토 승인',
        '금속 표면 우측 하단에 길이 3.2 mm 스크래치',
        '브레이크 하우징',
        'LOT-1123',
        '용접 2공정',
        '홍길동',
        '3.200 ± 0.050 mm',
        '89.4 px',
        '0.241 ± 0.020 mm²',
        '균열',
        '91.3 %',
        '원인 및 조치 (추정)',
        '이송 지그와의 접촉',
        '전수선별',
        '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        'ab'.repeat(32),
        'starter-clip@0123456789ab',
      ];
      for (const words of expected) expect(text).toContain(words);
      expect(pagesOf(path)).toBe(1);
      expect(imagesOf(path)).toEqual([
        { page: 1, width: 640, height: 480, encoding: 'jpeg' },
        { page: 1, width: 800, height: 600, encoding: 'jpeg' },
      ]);
      expect(poppler('pdffonts', path)).toMatch(/NotoSansKR-Regular\s+CID TrueType\s+Identity-H\s+yes yes yes/);
    });

    it('shows beside the picture why it was judged and described so', async () => {
      const { evidence, ...rest } = await withEvidence(inspection(1));
      const record = { ...rest, evidence: { ...evidence, why: await jpeg(480), looked: await jpeg(320) } };
      const { path } = await print([{ inspection: record, picture: await jpeg(640) }]);
      for (const title of ['촬영 사진', '검출 위치', '판정 근거', '설명 근거']) expect(textOf(path)).toContain(title);
      expect(imagesOf(path).map(({ width }) => width)).toEqual([640, 800, 480, 320]);
      expect(pagesOf(path)).toBe(1);
    });

    it('cites past cases with their dispositions', async () => {
      const record = { ...(await withEvidence(inspection(1))), similar: SIMILAR };
      const { path } = await print([{ inspection: record, picture: await jpeg(640) }]);
      const text = textOf(path);
      const rows = [
        '유사 과거 사례',
        'cam-20261101-0007 2026-11-01 08:30 A / LOT-0990 불량 · 스크래치 0.94 재작업',
        'cam-20261030-0002 2026-10-30 17:05 - 재검토 0.88 미정',
      ];
      for (const words of rows) expect(text).toContain(words);
      expect(pagesOf(path)).toBe(1);
    });

    it('calls the document of an OK part 검사 성적서 and gives no mm without calibration', async () => {
      const { path } = await print([{ inspection: inspection(1, 'ok') }]);
      for (const words of ['검사 성적서', '양품', '표면에 결함 없음', '최종 확인'])
        expect(textOf(path)).toContain(words);

      const uncalibrated = textOf((await print([{ inspection: inspection(1, 'ng', false) }])).path);
      for (const words of ['보정값 없음', '89.4 px', '188 px²']) expect(uncalibrated).toContain(words);
      expect(uncalibrated).not.toMatch(/\bmm/);
    });

    it('keeps a record of extremes on one page', async () => {
      const record = await withEvidence(inspection(1));
      const word = '가나다라마바사아자차카타파하';
      record.part = {
        line: word.repeat(9),
        station: 'x'.repeat(300),
        lot: '=1+1',
        serial: '\u0000\u202e',
        product: '漢字 😀',
      };
      record.description = {
        ...record.description!,
        ko: `${word} `.repeat(40),
        cause: word.repeat(50),
        action: `${word} `.repeat(50),
      };
      record.regions = Array.from({ length: 60 }, (_, index) => ({ ...record.regions![0]!, id: index + 1 }));
      record.similar = Array.from({ length: 20 }, () => ({ ...SIMILAR[0]!, id: 'x'.repeat(200), lot: word.repeat(9) }));
      record.error = { code: 'ERR_TIMEOUT', message: word.repeat(20), advice: word.repeat(20) };
      const { path } = await print([{ inspection: record }]);
      expect(pagesOf(path)).toBe(1);
      expect(textOf(path)).toMatch(/외 55곳[\s\S]*측정 방법[^\n]*\n\s*결정밀공업.* 1 ?\/ ?1\s*$/);
    });

    it('makes one file under 20 MB of a shift of 100 NG parts with heavy pictures', async () => {
      const decisions: Decision[] = ['ng', 'ng', 'ng', 'ng', 'ng', 'ng', 'ng', 'ng', 'ng', 'review'];
      const picture = await noisyJpeg(800, 80);
      const overlay = await noisyJpeg(800, 85);
      const thumbnail = await noisyJpeg(240, 80);
      expect(overlay.byteLength).toBeGreaterThan(100_000);
      const documented = Array.from({ length: 100 }, (_, index) => ({
        inspection: { ...inspection(index, decisions[index % 10]), evidence: { overlay, thumbnail } },
        picture,
      }));
      const { bytes, path } = await print(documented, true);
      expect(bytes.byteLength).toBeLessThan(20_000_000);
      const text = textOf(path);
      expect(text).toMatch(/검사 집계표[\s\S]*검사 수[\s\S]*100[\s\S]*스크래치 90건 \(100\.0 %\)/);
      const pages = pagesOf(path);
      expect(pages).toBeGreaterThan(100);
      expect(text).toMatch(new RegExp(` ${pages} ?/ ?${pages}\\s*$`));
      expect(imagesOf(path).length).toBeGreaterThanOrEqual(100);
    });

    it('gives OK parts of a shift a row and no page, and names the page of the others', async () => {
      const documented = [inspection(1, 'ok'), inspection(2), inspection(3, 'ok'), inspection(4, 'review')];
      const { path } = await print(
        documented.map((each) => ({ inspection: each })),
        true,
      );
      expect(pagesOf(path)).toBe(3);
      const text = textOf(path);
      for (const row of [/SN1 양품 양품 91\.3 %\n/, /SN2 불량 스크래치 91\.3 % 2\n/, /SN4 재검토 스크래치 91\.3 % 3\n/])
        expect(text).toMatch(row);
    });
  },
);

describe('the press', () => {
  it('rejects one document and makes the next', async () => {
    const broken = { ...inspection(1), evidence: { overlay: new Uint8Array([1, 2, 3]) } };
    await expect(
      press.print({ documented: [{ inspection: broken }], settings, summary: false, issuedAt }),
    ).rejects.toThrow();
    expect((await print([{ inspection: inspection(1) }])).bytes.byteLength).toBeGreaterThan(5000);
  });

  it('computes in a thread of its own', async () => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await print(
      Array.from({ length: 20 }, (_, index) => ({ inspection: inspection(index) })),
      true,
    );
    delay.disable();
    console.log(`event loop delay while a PDF is made: p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms`);
    expect(delay.count).toBeGreaterThan(10);
  });
});
