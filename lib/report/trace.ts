import type { Inspection } from '../inspection/record';
import { localTime } from './format';
import type { Field } from './sheet';
import { tilesText } from './tiles';
import { METHODS, STAGES } from './words';

/** What lets a reader find the picture, the models and the settings behind a document again. */
export function traceOf(inspection: Inspection): Field[] {
  const { frame, judgement, measurement, models, description, recipe } = inspection;
  const times = [
    ['촬영', frame.capturedAt],
    ['수신', frame.receivedAt],
    ['판정', frame.judgedAt],
  ].flatMap(([name, time]) => (time ? [`${name} ${localTime(time)}`] : []));
  const stages = Object.entries(models ?? {}).map(
    ([stage, { id, revision, precision, provider }]) =>
      `${STAGES[stage] ?? stage} ${id}@${revision.slice(0, 12)} (${precision}, ${provider})`,
  );
  const glossary = description?.glossary;
  const tiles = tilesText(inspection);
  return [
    ['사진 SHA-256', frame.sha256 ?? '-'],
    [
      '사진',
      [frame.format?.toUpperCase(), frame.width && `${frame.width} × ${frame.height} px`].filter(Boolean).join(' ') ||
        '-',
    ],
    ['시각', times.join(' · ') || '-'],
    ['모델', stages.join(' · ') || judgement?.model || '-'],
    ['레시피', recipe ? `${recipe.id} v${recipe.version} (${recipe.hash.slice(0, 16)})` : '-'],
    ['기준 해시', judgement?.promptsHash ?? '-'],
    ['용어집', glossary ? `${glossary.id} ${glossary.version} (${glossary.hash.slice(0, 16)})` : '-'],
    ...(tiles === undefined ? [] : [['타일', tiles] satisfies Field]),
    ['측정 방법', measurement ? methodOf(measurement) : '-'],
  ];
}

function methodOf(measurement: NonNullable<Inspection['measurement']>): string {
  const { method, calibrated, calibrationId, calibratedAt, residual_mm, tilt } = measurement;
  const facts = [
    calibrationId,
    localTime(calibratedAt),
    residual_mm !== undefined && `잔차 ${residual_mm.toPrecision(2)} mm`,
    tilt !== undefined && `기울기 ${tilt.toFixed(1)}°`,
  ];
  const calibration = calibrated ? `보정 ${facts.filter(Boolean).join(' · ')}` : '보정 없음';
  return `${METHODS[method] ?? method} · ${calibration}`;
}
