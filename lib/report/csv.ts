import { DISPOSITION_KINDS, type DispositionKind } from '../disposition/kinds';
import type { Disposition, Inspection, Quantity } from '../inspection/record';
import { csvRow, harmless, parseCsv, type Cell } from '../text/csv';
import type { LineFormat } from './keyed-log';
import { decisionOf, OUTCOMES, SEVERITIES } from './words';

export type HeaderLanguage = 'ko' | 'en';

interface Column {
  en: string;
  ko: string;
  of(inspection: Inspection): Cell;
}

const largest = ({ regions }: Inspection) => regions?.[0];

/** Value and uncertainty of the largest region in px and mm. Millimetres stay empty without a calibration. */
function quantity(name: 'length' | 'width' | 'area', ko: string): Column[] {
  const square = name === 'area' ? '2' : '';
  const of = (pick: (quantity: Quantity) => number | undefined, digits: number) => (inspection: Inspection) =>
    rounded(largest(inspection) && pick(largest(inspection)![name]), digits);
  return [
    { en: `${name}_px${square}`, ko: `${ko}(px${square})`, of: of(({ px }) => px, 1) },
    { en: `${name}_mm${square}`, ko: `${ko}(mm${square})`, of: of(({ mm }) => mm, 4) },
    { en: `${name}_u_mm${square}`, ko: `${ko} 불확도(mm${square})`, of: of(({ uncertainty_mm }) => uncertainty_mm, 4) },
  ];
}

function rounded(value: number | undefined, digits = 4): number | undefined {
  return value === undefined || !Number.isFinite(value) ? undefined : Number(value.toFixed(digits));
}

interface DispositionColumn extends Omit<Column, 'of'> {
  decided(last: Disposition): Cell;
}

/** The last decision of a person; at the end of a row, so that it can be put in later. */
const DISPOSITION: DispositionColumn[] = [
  { en: 'disposition', ko: '처분 코드', decided: ({ decision }) => decision },
  { en: 'disposition_ko', ko: '처분', decided: ({ decision }) => DISPOSITION_KINDS[decision as DispositionKind] },
  { en: 'disposition_by', ko: '처분자', decided: ({ by }) => by },
  { en: 'disposition_at', ko: '처분 시각', decided: ({ at }) => at },
];

const dispositionCells = (dispositions: Disposition[] = []): Cell[] => {
  const last = dispositions.at(-1);
  return DISPOSITION.map(({ decided }) => last && decided(last));
};

/** The columns of the CSV in their order. New ones are added at the end only: other programs count on the order. */
export const COLUMNS: Column[] = [
  { en: 'id', ko: '검사 번호', of: ({ id }) => id },
  { en: 'captured_at', ko: '촬영 시각', of: ({ frame }) => frame.capturedAt },
  { en: 'received_at', ko: '수신 시각', of: ({ frame }) => frame.receivedAt },
  { en: 'judged_at', ko: '판정 시각', of: ({ frame }) => frame.judgedAt },
  { en: 'line', ko: '라인', of: ({ part }) => part.line },
  { en: 'station', ko: '공정', of: ({ part }) => part.station },
  { en: 'product', ko: '품명', of: ({ part }) => part.product },
  { en: 'lot', ko: 'LOT', of: ({ part }) => part.lot },
  { en: 'serial', ko: '시리얼', of: ({ part }) => part.serial },
  { en: 'inspector', ko: '검사원', of: ({ part }) => part.inspector },
  { en: 'decision', ko: '판정 코드', of: (inspection) => decisionOf(inspection) },
  { en: 'decision_ko', ko: '판정', of: (inspection) => OUTCOMES[decisionOf(inspection)] },
  { en: 'reason', ko: '판정 사유', of: ({ judgement }) => judgement?.reason },
  { en: 'label', ko: '라벨', of: ({ judgement }) => judgement?.label.id },
  { en: 'label_ko', ko: '결함명', of: ({ judgement }) => judgement?.label.ko },
  {
    en: 'defect_code',
    ko: '결함 코드',
    of: ({ description }) => description?.termsUsed.find(({ code }) => code)?.code,
  },
  { en: 'probability', ko: '확률', of: ({ judgement }) => rounded(judgement?.probability) },
  { en: 'margin', ko: '여유', of: ({ judgement }) => rounded(judgement?.margin) },
  { en: 'threshold', ko: '기준 확률', of: ({ judgement }) => judgement?.threshold },
  { en: 'regions', ko: '검출 수', of: ({ regions }) => regions?.length },
  { en: 'location_ko', ko: '위치', of: (inspection) => largest(inspection)?.location.ko },
  ...quantity('length', '길이'),
  ...quantity('width', '폭'),
  ...quantity('area', '면적'),
  { en: 'angle_deg', ko: '각도(°)', of: (inspection) => rounded(largest(inspection)?.angle, 1) },
  { en: 'severity', ko: '등급', of: (inspection) => severityOf(inspection) },
  { en: 'description_ko', ko: '불량 현상', of: ({ description }) => description?.ko },
  { en: 'description_en', ko: '설명(영문)', of: ({ description }) => description?.en },
  { en: 'cause', ko: '추정 원인', of: ({ description }) => description?.cause },
  { en: 'action', ko: '권장 조치', of: ({ description }) => description?.action },
  { en: 'needs_review', ko: '설명 재검토', of: ({ quality }) => quality && Number(quality.review) },
  { en: 'error_code', ko: '오류 코드', of: ({ error }) => error?.code },
  { en: 'error', ko: '오류', of: ({ error }) => error?.message },
  { en: 'source', ko: '출처', of: ({ frame }) => frame.source },
  { en: 'sha256', ko: '사진 SHA-256', of: ({ frame }) => frame.sha256 },
  { en: 'model', ko: '판정 모델', of: ({ judgement }) => judgement?.model },
  { en: 'calibration', ko: '보정', of: ({ measurement }) => measurement?.calibrationId },
  ...DISPOSITION.map(({ en, ko }, index): Column => ({
    en,
    ko,
    of: ({ dispositions }) => dispositionCells(dispositions)[index],
  })),
];

function severityOf(inspection: Inspection): string | undefined {
  const severity = largest(inspection)?.severity;
  return severity && SEVERITIES[severity];
}

/** Line breaks would tear a row for the programs that read line by line. */
const oneLine = (cell: Cell) => (typeof cell === 'string' ? cell.replace(/\s*[\r\n]+\s*/g, ' ') : cell);

const line = (cells: Cell[]) => csvRow(cells.map(oneLine).map(harmless));

/** The row of an inspection, without line end: numbers bare, texts that Excel would compute made harmless by `'`. */
export const toCsvRow = (inspection: Inspection): string => line(COLUMNS.map(({ of }) => of(inspection)));

/** What a row of this id is found by. */
export const csvKey = (id: string): string => firstCell(line([id]))!;

/** A row with other decisions; nothing for a row of another form. */
export function withDispositions(row: string, dispositions: Disposition[]): string | undefined {
  const [cells] = parseCsv(row);
  if (cells?.length !== COLUMNS.length) return undefined;
  const decided = dispositionCells(dispositions).map(oneLine).map(harmless);
  return csvRow([...cells.slice(0, -decided.length), ...decided]);
}

/** CSV as Excel reads it: UTF-8 with a byte-order mark, CRLF, a header in Korean or English. */
export function csvFormat(language: HeaderLanguage = 'ko'): LineFormat {
  const header = line(COLUMNS.map((column) => column[language]));
  return { head: `\uFEFF${header}\r\n`, lineEnd: '\r\n', keyOf: firstCell };
}

function firstCell(row: string): string | undefined {
  const [, quoted, bare] = /^(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/.exec(row) ?? [];
  return quoted?.replaceAll('""', '"') ?? bare;
}
