import { REGION_HEAD, SIMILAR_HEAD, type Sheet } from '../sheet';
import { cell, fieldGrid, frame, heading, HEADING_HEIGHT, table, type Section, type TableStyle } from './grid';
import { drawHeader, HEADER_HEIGHT } from './header';
import { pictureSection, type SheetPictures } from './pictures';
import { scoresSection } from './scores';
import { textHeight, writeText } from './text';
import { BOTTOM, COLOR, INNER, MARGIN, TONE, type Pdf } from './theme';

const GAP = 7;
const VERDICT_WIDTH = 96;
const ROOMY_ROWS = 3;
const PICTURES = { least: 90, most: 250 };

/** One inspection on one page: the pictures take what height the words leave. */
export function drawSheet(pdf: Pdf, sheet: Sheet, pictures: SheetPictures, company: string, issuedAt: string): void {
  pdf.addPage();
  drawHeader(pdf, { title: sheet.title, company, remark: `문서 번호 ${sheet.id} · 발행 ${issuedAt}` });

  const above = [
    fieldGrid(pdf, sheet.basics, { columns: 2, rowHeight: 17, labelWidth: 66, size: 8.5 }),
    titled(pdf, '불량 현상 및 판정', findingSection(pdf, sheet)),
  ];
  const below = [
    titled(pdf, '측정 결과', regionTable(pdf, sheet), sheet.regionsNote),
    scoresSection(pdf, sheet),
    choiceSection(pdf, sheet),
    titled(pdf, '추적 정보', fieldGrid(pdf, sheet.trace, { columns: 1, rowHeight: 12.5, labelWidth: 66, size: 7 })),
  ];
  const room = BOTTOM - MARGIN - HEADER_HEIGHT - HEADING_HEIGHT - heightOf([...above, ...below]);
  const similar = similarTable(pdf, sheet, room - PICTURES.least);
  const height = Math.min(PICTURES.most, Math.max(PICTURES.least, room - heightOf(similar)));
  below.splice(2, 0, ...similar);

  let y = MARGIN + HEADER_HEIGHT;
  for (const section of [...above, titled(pdf, '사진', pictureSection(pdf, pictures, height)), ...below]) {
    section.draw(y);
    y += section.height + GAP;
  }
}

const heightOf = (sections: Section[]) => sections.reduce((sum, { height }) => sum + height + GAP, 0);

function titled(pdf: Pdf, title: string, { height, draw }: Section, remark = ''): Section {
  return {
    height: HEADING_HEIGHT + height,
    draw(y) {
      heading(pdf, title, y, remark);
      draw(y + HEADING_HEIGHT);
    },
  };
}

function findingSection(pdf: Pdf, { outcome, verdict, grounds, finding, findingEnglish, warning }: Sheet): Section {
  const rows = [
    { text: finding, style: { size: 11, bold: true, lines: 2 } },
    { text: findingEnglish ?? '', style: { size: 8, color: COLOR.soft, lines: 1 } },
    { text: grounds, style: { size: 8, lines: 1 } },
    { text: warning ?? '', style: { size: 8, color: TONE.error, lines: 2 } },
  ].filter(({ text }) => text !== '');
  const width = INNER - VERDICT_WIDTH - 16;
  const heights = rows.map(({ text, style }) => textHeight(pdf, text, width, style));
  const height = Math.max(44, heights.reduce((sum, each) => sum + each, 0) + 12);
  return {
    height,
    draw(y) {
      const box = { x: MARGIN, y, width: VERDICT_WIDTH, height };
      cell(pdf, box, verdict, { fill: TONE[outcome], color: COLOR.paper, size: 17, bold: true, align: 'center' });
      frame(pdf, { ...box, x: MARGIN + VERDICT_WIDTH, width: INNER - VERDICT_WIDTH });
      let top = y + 6;
      for (const [index, { text, style }] of rows.entries()) {
        const rowHeight = heights[index]!;
        writeText(pdf, text, { x: MARGIN + VERDICT_WIDTH + 8, y: top, width, height: rowHeight }, style);
        top += rowHeight;
      }
    },
  };
}

/** Pixels stand below millimetres as long as the rows are few; the pictures need the height more. */
function regionTable(pdf: Pdf, { regions }: Sheet): Section {
  const hasMillimetres = regions.some((row) => row.some((texts) => texts.length > 1));
  const roomy = hasMillimetres && regions.length <= ROOMY_ROWS;
  const rows = roomy ? regions : regions.map((row) => row.map(([first = '']) => first));
  const style: TableStyle = {
    widths: [0.6, 1.3, 1.8, 1.8, 1.9, 0.8, 0.8],
    rowHeight: roomy ? 24 : 16,
    align: ['center', 'center', 'right', 'right', 'right', 'right', 'center'],
  };
  return table(pdf, REGION_HEAD, rows, style, '검출된 영역 없음');
}

const SIMILAR: TableStyle = {
  widths: [2.6, 1.6, 1.7, 1.7, 0.8, 1.1],
  rowHeight: 13,
  align: ['left', 'center', 'left', 'left', 'right', 'center'],
  size: 7.5,
};

/** As many rows as fit into this height, and nothing where none does: the record holds all. */
function similarTable(pdf: Pdf, { similar = [] }: Sheet, room: number): Section[] {
  for (let count = similar.length; count > 0; count--) {
    const rows = table(pdf, SIMILAR_HEAD, similar.slice(0, count), SIMILAR, '');
    const section = titled(pdf, '유사 과거 사례', rows, '사진이 비슷하다는 뜻이며, 원인이 같다는 뜻은 아님');
    if (section.height + GAP <= room) return [section];
  }
  return [];
}

/** Boxes that a person ticks by hand, or has ticked at the screen. */
function choiceSection(pdf: Pdf, { choices: { label, options, ticked, by } }: Sheet): Section {
  const height = 22;
  return {
    height,
    draw(y) {
      cell(pdf, { x: MARGIN, y, width: 66, height }, label, {
        fill: COLOR.label,
        align: 'center',
        size: 8,
        color: COLOR.soft,
      });
      frame(pdf, { x: MARGIN + 66, y, width: INNER - 66, height });
      const width = (INNER - 66 - 100) / options.length;
      for (const [index, option] of options.entries()) {
        const x = MARGIN + 66 + 12 + index * width;
        pdf
          .lineWidth(0.8)
          .rect(x, y + 6.5, 9, 9)
          .stroke(COLOR.ink);
        if (option === ticked) pdf.rect(x + 2, y + 8.5, 5, 5).fill(COLOR.ink);
        writeText(pdf, option, { x: x + 14, y, width: width - 16, height }, { size: 8.5, bold: option === ticked });
      }
      writeText(
        pdf,
        by ?? '확인자 (서명)',
        { x: MARGIN + INNER - 96, y, width: 92, height },
        { size: by ? 7 : 7.5, color: by ? COLOR.ink : COLOR.line },
      );
    },
  };
}
