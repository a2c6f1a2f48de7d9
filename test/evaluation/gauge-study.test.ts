import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { fTail } from '../../lib/evaluation/f-distribution';
import { gaugeStudy, type Reading } from '../../lib/evaluation/gauge-study';
import { gyeol } from '../support/command';
import { useFolder } from '../support/folder';

/** The readings of AIAG MSA's worked example: 3 operators × 3 trials, 10 parts each. */
const AIAG = {
  A: [
    [0.29, -0.56, 1.34, 0.47, -0.8, 0.02, 0.59, -0.31, 2.26, -1.36],
    [0.41, -0.68, 1.17, 0.5, -0.92, -0.11, 0.75, -0.2, 1.99, -1.25],
    [0.64, -0.58, 1.27, 0.64, -0.84, -0.21, 0.66, -0.17, 2.01, -1.31],
  ],
  B: [
    [0.08, -0.47, 1.19, 0.01, -0.56, -0.2, 0.47, -0.63, 1.8, -1.68],
    [0.25, -1.22, 0.94, 1.03, -1.2, 0.22, 0.55, 0.08, 2.12, -1.62],
    [0.07, -0.68, 1.34, 0.2, -1.28, 0.06, 0.83, -0.34, 2.19, -1.5],
  ],
  C: [
    [0.04, -1.38, 0.88, 0.14, -1.46, -0.29, 0.02, -0.46, 1.77, -1.49],
    [-0.11, -1.13, 1.09, 0.2, -1.07, -0.67, 0.01, -0.56, 1.45, -1.77],
    [-0.15, -0.96, 0.67, 0.11, -1.45, -0.49, 0.21, -0.49, 1.87, -2.16],
  ],
};
const readings: Reading[] = Object.entries(AIAG).flatMap(([operator, trials]) =>
  trials.flatMap((trial) => trial.map((value, part) => ({ operator, part: String(part), value }))),
);

describe('gauge R&R', () => {
  it("agrees with AIAG's own analysis of variance", () => {
    const study = gaugeStudy(readings)!;
    expect(study).toMatchObject({ parts: 10, operators: 3, trials: 3, leftOut: 0, ndc: 4, verdict: 'conditional' });
    expect(study.repeatability).toBeCloseTo(0.199933, 5);
    expect(study.reproducibility).toBeCloseTo(0.226838, 5);
    expect(study.gaugeRr).toBeCloseTo(0.302373, 5);
    expect(study.partVariation).toBeCloseTo(1.042327, 5);
    expect(study.percentGrr).toBeCloseTo(27.86, 2);
    expect(study.interaction).toBeGreaterThan(0.9);
  });

  it('computes one operator by hand: means 1, 2, 3 and scatter ±0.1', () => {
    const one = [1, 2, 3].flatMap((mean) =>
      [-0.1, 0.1].map((off) => ({ part: `${mean}`, operator: '', value: mean + off })),
    );
    const study = gaugeStudy(one, 2)!;
    // Within: 6 × 0.01 / 3 = 0.02. Between: (2 × 2 / 2 − 0.02) / 2 = 0.99.
    expect(study.repeatability).toBeCloseTo(Math.sqrt(0.02), 12);
    expect(study.partVariation).toBeCloseTo(Math.sqrt(0.99), 12);
    expect(study.reproducibility).toBe(0);
    expect(study.percentTolerance).toBeCloseTo(300 * Math.sqrt(0.02), 9);
  });

  it('keeps the interaction apart where it is no chance', () => {
    const values = { a: [1, 2, 3], b: [3, 2, 1] };
    const crossed = Object.entries(values).flatMap(([operator, means]) =>
      means.flatMap((mean, part) => [0.01, -0.01].map((off) => ({ operator, part: `${part}`, value: mean + off }))),
    );
    const study = gaugeStudy(crossed)!;
    expect(study.interaction).toBeLessThan(1e-6);
    // Interaction mean square 8 / 2 × 2 / 2 = 4 over r = 2, less the error.
    expect(study.reproducibility).toBeCloseTo(Math.sqrt((4 - 0.0002) / 2), 6);
  });

  it('takes as many readings of every cell as the poorest has, and refuses single ones', () => {
    expect(gaugeStudy(readings.slice(1))).toMatchObject({ trials: 2, leftOut: 29 });
    expect(gaugeStudy(readings.slice(0, 10))).toBeUndefined();
    expect(gaugeStudy([])).toBeUndefined();
  });

  it('knows the tail of F', () => {
    expect(fTail(4.256495, 2, 9)).toBeCloseTo(0.05, 6);
    expect(fTail(3.098391, 3, 20)).toBeCloseTo(0.05, 6);
    expect(fTail(1, 7, 7)).toBeCloseTo(0.5, 12);
  });
});

describe('gyeol repeatability', () => {
  const pictures = useFolder();

  it('measures pictures by part and says how well they repeat', { timeout: 120_000 }, async () => {
    const folder = pictures.path;
    for (const [part, length] of [90, 120, 160].entries()) {
      await mkdir(join(folder, 'pictures', `part-${part}`), { recursive: true });
      for (const trial of [0, 1, 2]) {
        const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><rect width="320" height="240" fill="#a8a8a8"/><rect x="${60 + trial * 3.3}" y="${100 + trial * 2.4}" width="${length}" height="5" fill="#303030"/></svg>`;
        const file = join(folder, 'pictures', `part-${part}`, `${trial}.png`);
        await sharp(Buffer.from(svg)).png().toFile(file);
      }
    }
    await writeFile(join(folder, 'scale.json'), '{"mmPerPixel": 0.1, "scaleUncertainty": 0.0002}');
    const out = join(folder, 'study.json');
    const args = ['--pictures', join(folder, 'pictures'), '--calibration', join(folder, 'scale.json')];
    const { status, stdout, stderr } = await gyeol(['repeatability', ...args, '--tolerance', '1', '--out', out]);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('3 parts × 1 operators × 3 pictures');
    expect(stdout).toContain('acceptable (< 10 %)');
    const report = JSON.parse(await readFile(out, 'utf8'));
    expect(report).toMatchObject({ unit: 'mm', tolerance: 1, pictures: 9, missed: [] });
    expect(report.studies[0].study.repeatability).toBeLessThan(0.02);
    expect(report.studies[0].study.partVariation).toBeGreaterThan(3);
    const korean = await gyeol(['repeatability', ...args], { GYEOL_LANG: 'ko' });
    expect(korean.stdout).toContain('게이지 R&R (GRR)');
  });

  it('says where pictures must lie', async () => {
    const folder = pictures.path;
    const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#888' } })
      .png()
      .toBuffer();
    await writeFile(join(folder, 'a.png'), picture);
    const { status, stderr } = await gyeol(['repeatability', '--pictures', folder]);
    expect(status).toBe(2);
    expect(stderr).toContain('DIR/OPERATOR/PART/');
  });
});
