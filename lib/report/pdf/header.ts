import { APPROVALS } from '../document';
import { cell } from './grid';
import { writeText } from './text';
import { COLOR, INNER, MARGIN, PAGE, type Pdf } from './theme';

export const HEADER_HEIGHT = 70;

const SIGN_WIDTH = 52;
const TAG_WIDTH = 18;

export interface HeaderText {
  title: string;
  company: string;
  /** Small print under the title. */
  remark: string;
}

/** Title at the left, the boxes for signatures (결재란) at the right. */
export function drawHeader(pdf: Pdf, { title, company, remark }: HeaderText): void {
  const y = MARGIN - 6;
  const signs = TAG_WIDTH + APPROVALS.length * SIGN_WIDTH;
  const width = INNER - signs - 12;
  writeText(pdf, company, { x: MARGIN, y, width, height: 14 }, { size: 8.5, color: COLOR.soft });
  writeText(pdf, title, { x: MARGIN, y: y + 14, width, height: 32 }, { size: 21, bold: true });
  writeText(pdf, remark, { x: MARGIN, y: y + 46, width, height: 14 }, { size: 7.5, color: COLOR.soft });
  drawApprovals(pdf, MARGIN + INNER - signs, y);
  pdf
    .lineWidth(1.2)
    .moveTo(MARGIN, y + 66)
    .lineTo(MARGIN + INNER, y + 66)
    .stroke(COLOR.ink);
}

function drawApprovals(pdf: Pdf, x: number, y: number): void {
  const height = 60;
  cell(pdf, { x, y, width: TAG_WIDTH, height }, '', { fill: COLOR.label });
  for (const [index, letter] of ['결', '재'].entries()) {
    const box = { x, y: y + 10 + index * 22, width: TAG_WIDTH, height: 18 };
    writeText(pdf, letter, box, { size: 8.5, align: 'center', color: COLOR.soft });
  }
  for (const [index, role] of APPROVALS.entries()) {
    const left = x + TAG_WIDTH + index * SIGN_WIDTH;
    cell(pdf, { x: left, y, width: SIGN_WIDTH, height: 15 }, role, { fill: COLOR.label, align: 'center', size: 8 });
    cell(pdf, { x: left, y: y + 15, width: SIGN_WIDTH, height: height - 15 - 12 }, '');
    cell(pdf, { x: left, y: y + height - 12, width: SIGN_WIDTH, height: 12 }, '/', {
      align: 'center',
      size: 7,
      color: COLOR.line,
    });
  }
}

/** Writes the footer on every page, once their number is known. */
export function drawFooters(pdf: Pdf, company: string): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    pdf.switchToPage(start + page);
    const box = { x: MARGIN, y: PAGE.height - 36, width: INNER, height: 14 };
    const style = { size: 7, color: COLOR.soft };
    pdf
      .lineWidth(0.5)
      .moveTo(MARGIN, box.y - 2)
      .lineTo(MARGIN + INNER, box.y - 2)
      .stroke(COLOR.line);
    const origin = '자동 검사 기록 · 추정 항목은 담당자의 확인이 필요함';
    writeText(pdf, [company, origin].filter(Boolean).join(' · '), box, style);
    writeText(pdf, `${page + 1} / ${count}`, box, { ...style, align: 'right' });
  }
}
