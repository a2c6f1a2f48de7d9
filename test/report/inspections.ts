import sharp from 'sharp';
import type { Decision, Inspection, Region, SimilarCase } from '../../lib/inspection/record';

/** A JPEG with a dark line on grey; `width` pixels wide, 4:3. */
export function jpeg(width: number, mark = false): Promise<Buffer> {
  const height = width * 0.75;
  const box = mark
    ? `<rect x="${width * 0.58}" y="${height * 0.6}" width="90" height="60" fill="none" stroke="red"/>`
    : '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="#98a6ad"/><path d="M${width * 0.6} ${height * 0.65}l80 40" stroke="#333"/>${box}</svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}

/** A JPEG of camera noise, as large as a busy surface gets. */
export function noisyJpeg(width: number, quality: number): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
  return sharp({ create: { width, height: width * 0.75, channels: 3, background: '#888', noise } })
    .jpeg({ quality })
    .toBuffer();
}

function region(calibrated: boolean): Region {
  const millimetres = (mm: number, uncertainty_mm: number) => (calibrated ? { mm, uncertainty_mm } : {});
  return {
    id: 1,
    bbox: [384, 312, 80, 40],
    polygon: [
      [384, 312],
      [464, 312],
      [464, 352],
      [384, 352],
    ],
    length: { px: 89.4, ...millimetres(3.2, 0.05) },
    width: { px: 2.1, ...millimetres(0.075, 0.012) },
    area: { px: 188, ...millimetres(0.241, 0.02) },
    angle: 153.4,
    center: [424, 332],
    contrast: 61.5,
    location: { en: 'bottom right', ko: '우측 하단' },
    severity: 'major',
  };
}

/** A complete record of inspection `number`, as the nodes before a report leave it. */
export function inspection(number: number, decision: Decision = 'ng', calibrated = true): Inspection {
  const defect =
    decision === 'ok'
      ? { id: 'good', en: 'good surface', ko: '양품' }
      : { id: 'scratch', en: 'scratch', ko: '스크래치' };
  const length = calibrated ? '3.2 mm' : '89.4 px';
  const minute = String(number % 60).padStart(2, '0');
  return {
    schema: 1,
    id: `factory/A/weld/image#${number}`,
    frame: {
      source: 'factory/A/weld/image',
      seq: number,
      sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      format: 'jpeg',
      width: 640,
      height: 480,
      capturedAt: `2026-11-23T09:${minute}:02.118+09:00`,
      receivedAt: `2026-11-23T09:${minute}:02.218+09:00`,
      judgedAt: `2026-11-23T09:${minute}:02.318+09:00`,
    },
    part: {
      line: 'A',
      station: '용접 2공정',
      lot: 'LOT-1123',
      serial: `SN${number}`,
      product: '브레이크 하우징',
      inspector: '홍길동',
    },
    judgement: {
      decision,
      reason: decision === 'ng' ? 'defect' : decision === 'ok' ? 'normal' : 'small-margin',
      label: defect,
      probability: 0.913,
      margin: 0.861,
      threshold: 0.6,
      scores: [
        { id: defect.id, probability: 0.913 },
        { id: 'crack', probability: 0.052 },
      ],
      promptsHash: 'ab'.repeat(32),
      picturesHash: 'cd'.repeat(32),
      model: 'starter-clip',
    },
    measurement: {
      method: 'adaptive',
      regions: decision === 'ok' ? 0 : 1,
      calibrated,
      ...(calibrated && { calibrationId: 'cam-1' }),
    },
    regions: decision === 'ok' ? [] : [region(calibrated)],
    description: {
      ko: decision === 'ok' ? '금속 표면에 결함 없음' : `금속 표면 우측 하단에 길이 ${length} 스크래치`,
      en:
        decision === 'ok'
          ? 'no defect on the metal surface'
          : `${length} long scratch at the bottom right of the metal surface`,
      termsUsed: decision === 'ok' ? [] : [{ id: 'scratch', code: 'SCR-01', from: '기스', to: '스크래치' }],
      numbers: [length],
      ...(decision === 'ok' ? {} : { cause: '이송 지그와의 접촉', action: '지그 접촉면 점검' }),
      glossary: { id: 'default', version: '1', hash: 'cd'.repeat(32) },
    },
    models: { judge: { id: 'starter-clip', revision: '0123456789abcdef', precision: 'int8', provider: 'cpu' } },
    embedding: new Float32Array([0.6, 0.8]),
  };
}

/** Past cases: one that a person decided about, and one that nobody did. */
export const SIMILAR: SimilarCase[] = [
  {
    id: 'cam-20261101-0007',
    at: '2026-11-01T08:30:00.000+09:00',
    similarity: 0.941,
    decision: 'ng',
    label: { id: 'scratch', en: 'scratch', ko: '스크래치' },
    line: 'A',
    lot: 'LOT-0990',
    disposition: { revision: 1, decision: 'rework', at: '2026-11-01T10:00:00.000+09:00', by: '김검사' },
  },
  { id: 'cam-20261030-0002', at: '2026-10-30T17:05:00.000+09:00', similarity: 0.88, decision: 'review' },
];
