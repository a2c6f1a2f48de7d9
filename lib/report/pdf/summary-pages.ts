import { DISPOSITION_KINDS, type DispositionKind } from '../../disposition/kinds';
import type { Inspection } from '../../inspection/record';
import { localTime, percent } from '../format';
import { summarise, timeOf, type Summary } from '../summary';
import { decisionOf, OUTCOMES, type Outcome } from '../words';
import { hasPage } from './evidence';
import { cell, fieldGrid, frame, heading, HEADING_HEIGHT, TABLE_HEAD, tableRow, type TableStyle } from './grid';
import { drawHeader, HEADER_HEIGHT } from './header';
import { writeText } from './text';
import { BOTTOM, COLOR, INNER, MARGIN, TONE, type Pdf } from './theme';

const GAP = 9;
const TILE_HEIGHT = 46;
const BAR_ROW = 17;
const MOST_BARS = 12;
const TOP = MARGIN + HEADER_HEIGHT;

const LIST: TableStyle = {
  widths: [0.5, 1.9, 1.7, 1.5, 1.6, 0.9, 2.2, 0.6],
  rowHeight: 14.5,
  align: ['right', 'center', 'left', 'left', 'left', 'center', 'left', 'center'],
  size: 7.5,
};
const LIST_HEAD = ['No.', '시각', '라인 / 공정', 'LOT', '시리얼 / 번호', '판정', '내용', '쪽'];

export interface SummaryText {
  title: string;
  company: string;
  issuedAt: string;
}

/** Counts and chart, then the list of all inspections with the pages that follow. */
export function drawSummary(pdf: Pdf, inspections: Inspection[], text: SummaryText): void {
  const summary = summarise(inspections);
  pdf.addPage();
  drawHeader(pdf, { title: text.title, company: text.company, remark: `발행 ${text.issuedAt}` });
  let y = drawPeriod(pdf, summary, inspections, TOP) + GAP;
  y = drawTiles(pdf, summary, y) + GAP;
  y = drawDefects(pdf, summary, y) + GAP;
  drawList(pdf, inspections, y, text);
}

function drawPeriod(pdf: Pdf, { from, to, defectRate }: Summary, inspections: Inspection[], y: number): number {
  const all = (pick: (inspection: Inspection) => string | undefined) =>
    [...new Set(inspections.flatMap((inspection) => pick(inspection) ?? []))].join(', ') || '-';
  const grid = fieldGrid(
    pdf,
    [
      ['기간', from ? `${localTime(from)} ~ ${localTime(to)}` : '-'],
      ['불량률', defectRate === undefined ? '-' : `${percent(defectRate)} (불량 / (양품 + 불량))`],
      ['라인', all(({ part }) => part.line)],
      ['품명', all(({ part }) => part.product)],
      ['LOT', all(({ part }) => part.lot)],
      ['검사원', all(({ part }) => part.inspector)],
    ],
    { columns: 2, rowHeight: 17, labelWidth: 52, size: 8 },
  );
  grid.draw(y);
  return y + grid.height;
}

function drawTiles(pdf: Pdf, { total, outcomes }: Summary, y: number): number {
  const tiles: [string, number, string][] = [
    ['검사 수', total, COLOR.ink],
    ...(['ok', 'ng', 'review', 'error'] as Outcome[]).map((outcome): [string, number, string] => [
      OUTCOMES[outcome],
      outcomes[outcome],
      TONE[outcome],
    ]),
  ];
  const gap = 6;
  const width = (INNER - gap * (tiles.length - 1)) / tiles.length;
  for (const [index, [name, count, color]] of tiles.entries()) {
    const box = { x: MARGIN + index * (width + gap), y, width, height: TILE_HEIGHT };
    frame(pdf, box);
    pdf.rect(box.x, y, 3, TILE_HEIGHT).fill(color);
    writeText(pdf, name, { ...box, x: box.x + 12, y: y + 5, height: 12 }, { size: 8, color: COLOR.soft });
    writeText(pdf, String(count), { ...box, x: box.x + 12, y: y + 18, height: 24 }, { size: 17, bold: true, color });
  }
  return y + TILE_HEIGHT;
}

function drawDefects(pdf: Pdf, { defects, outcomes }: Summary, y: number): number {
  heading(pdf, '불량 유형별 건수', y, defects.length > MOST_BARS ? `상위 ${MOST_BARS}개 유형` : '');
  const shown = defects.slice(0, MOST_BARS);
  const height = Math.max(1, shown.length) * BAR_ROW + 10;
  const top = y + HEADING_HEIGHT;
  frame(pdf, { x: MARGIN, y: top, width: INNER, height });
  if (shown.length === 0) {
    writeText(pdf, '불량 없음', { x: MARGIN, y: top, width: INNER, height }, { align: 'center', color: COLOR.soft });
  }
  const most = Math.max(1, ...shown.map(({ count }) => count));
  const track = { x: MARGIN + 110, width: INNER - 110 - 90 };
  for (const [index, { name, count }] of shown.entries()) {
    const row = { y: top + 5 + index * BAR_ROW, height: BAR_ROW };
    writeText(pdf, name, { x: MARGIN + 10, width: 96, ...row }, { size: 8.5 });
    pdf.rect(track.x, row.y + 4, (track.width * count) / most, BAR_ROW - 8).fill(TONE.ng);
    const share = `${count}건 (${percent(count / outcomes.ng)})`;
    writeText(pdf, share, { x: track.x + track.width + 8, width: 78, ...row }, { size: 8, align: 'right' });
  }
  return top + height;
}

function drawList(pdf: Pdf, inspections: Inspection[], start: number, text: SummaryText): void {
  heading(pdf, '검사 목록', start, '쪽: 개별 문서의 쪽 번호');
  let y = start + HEADING_HEIGHT;
  const rowsAt = (top: number) => Math.floor((BOTTOM - top - 16) / LIST.rowHeight);
  const onFirst = Math.max(0, rowsAt(y));
  const onNext = rowsAt(TOP);
  let sheetPage = 1 + Math.max(0, Math.ceil((inspections.length - onFirst) / onNext));

  let left = onFirst;
  if (left > 0) y = drawListHead(pdf, y);
  for (const [index, inspection] of inspections.entries()) {
    if (left === 0) {
      pdf.addPage();
      drawHeader(pdf, { title: text.title, company: text.company, remark: `검사 목록 (계속) · 발행 ${text.issuedAt}` });
      y = drawListHead(pdf, TOP);
      left = onNext;
    }
    const page = hasPage(inspection) ? String(++sheetPage) : '';
    drawListRow(pdf, inspection, index + 1, page, y);
    y += LIST.rowHeight;
    left--;
  }
}

function drawListHead(pdf: Pdf, y: number): number {
  tableRow(pdf, LIST_HEAD, y, { ...LIST, rowHeight: 16 }, TABLE_HEAD);
  return y + 16;
}

function drawListRow(pdf: Pdf, inspection: Inspection, number: number, page: string, y: number): void {
  const { part, judgement, error, dispositions } = inspection;
  const outcome = decisionOf(inspection);
  const place = [part.line, part.station].filter(Boolean).join(' / ');
  const finding = judgement
    ? `${judgement.label.ko || judgement.label.en} ${percent(judgement.probability)}`
    : (error?.code ?? '');
  const decided = dispositions?.at(-1)?.decision as DispositionKind | undefined;
  const content = decided ? `${DISPOSITION_KINDS[decided]} · ${finding}` : finding;
  const texts = [
    String(number),
    localTime(timeOf(inspection)),
    place,
    part.lot ?? '',
    part.serial ?? inspection.id,
    '',
    content,
    page,
  ];
  tableRow(pdf, texts, y, LIST);
  const total = LIST.widths.reduce((sum, width) => sum + width, 0);
  const before = LIST.widths.slice(0, 5).reduce((sum, width) => sum + width, 0);
  const box = {
    x: MARGIN + (INNER * before) / total,
    y,
    width: (INNER * LIST.widths[5]!) / total,
    height: LIST.rowHeight,
  };
  cell(pdf, box, OUTCOMES[outcome], { size: 7.5, bold: outcome !== 'ok', color: TONE[outcome], align: 'center' });
}
