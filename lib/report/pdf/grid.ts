import type { Field } from '../sheet';
import { writeText, type Box, type TextStyle } from './text';
import { COLOR, INNER, MARGIN, type Pdf } from './theme';

/** A part of a page: its height in points is known before it is drawn. */
export interface Section {
  height: number;
  draw(y: number): void;
}

const PADDING = 5;

export interface CellStyle extends TextStyle {
  fill?: string;
}

export function frame(pdf: Pdf, { x, y, width, height }: Box, fill?: string): void {
  pdf.lineWidth(0.5).rect(x, y, width, height);
  if (fill) pdf.fillAndStroke(fill, COLOR.line);
  else pdf.stroke(COLOR.line);
}

/** A framed cell; several texts stand below one another, the later ones small. */
export function cell(pdf: Pdf, box: Box, texts: string | string[], style: CellStyle = {}): void {
  frame(pdf, box, style.fill);
  const rows = typeof texts === 'string' ? [texts] : texts;
  const height = rows.length > 1 ? 11 : box.height;
  const top = box.y + (box.height - height * rows.length) / 2;
  for (const [index, text] of rows.entries()) {
    const inner = { x: box.x + PADDING, y: top + index * height, width: box.width - 2 * PADDING, height };
    writeText(pdf, text, inner, index === 0 ? style : { ...style, size: 7, bold: false, color: COLOR.soft });
  }
}

export const HEADING_HEIGHT = 18;

/** A heading of the document: a short bar and bold text, with an optional remark at the right. */
export function heading(pdf: Pdf, text: string, y: number, remark = ''): void {
  pdf.rect(MARGIN, y + 4, 3, 10).fill(COLOR.ink);
  writeText(pdf, text, { x: MARGIN + 8, y, width: 200, height: HEADING_HEIGHT }, { size: 9.5, bold: true });
  const right = { x: MARGIN + 210, y, width: INNER - 210, height: HEADING_HEIGHT };
  writeText(pdf, remark, right, { size: 7, color: COLOR.soft, align: 'right' });
}

export interface FieldStyle {
  columns: number;
  rowHeight: number;
  labelWidth: number;
  size: number;
}

/** Labels and values side by side, row by row. */
export function fieldGrid(pdf: Pdf, fields: Field[], { columns, rowHeight, labelWidth, size }: FieldStyle): Section {
  const width = INNER / columns;
  return {
    height: Math.ceil(fields.length / columns) * rowHeight,
    draw(y) {
      for (const [index, [label, value]] of fields.entries()) {
        const x = MARGIN + (index % columns) * width;
        const top = y + Math.floor(index / columns) * rowHeight;
        const labelBox = { x, y: top, width: labelWidth, height: rowHeight };
        cell(pdf, labelBox, label, { fill: COLOR.label, align: 'center', size: Math.min(size, 8), color: COLOR.soft });
        cell(pdf, { ...labelBox, x: x + labelWidth, width: width - labelWidth }, value, { size });
      }
    },
  };
}

export interface TableStyle {
  /** Shares of the width. */
  widths: number[];
  rowHeight: number;
  align: ('left' | 'center' | 'right')[];
  size?: number;
}

/** Draws one row over the full width. */
export function tableRow(
  pdf: Pdf,
  texts: (string | string[])[],
  y: number,
  style: TableStyle,
  look: CellStyle = {},
): void {
  const total = style.widths.reduce((sum, width) => sum + width, 0);
  let x = MARGIN;
  for (const [index, text] of texts.entries()) {
    const width = (INNER * (style.widths[index] ?? 0)) / total;
    cell(pdf, { x, y, width, height: style.rowHeight }, text, {
      size: style.size ?? 8,
      align: style.align[index],
      ...look,
    });
    x += width;
  }
}

export const TABLE_HEAD: CellStyle = { fill: COLOR.label, align: 'center', color: COLOR.soft, size: 7.5 };

/** A head and its rows as one section; a table without rows says so. */
export function table(
  pdf: Pdf,
  head: string[],
  rows: (string | string[])[][],
  style: TableStyle,
  empty: string,
): Section {
  const headStyle = { ...style, rowHeight: 16 };
  return {
    height: headStyle.rowHeight + Math.max(1, rows.length) * style.rowHeight,
    draw(y) {
      tableRow(pdf, head, y, headStyle, TABLE_HEAD);
      const first = y + headStyle.rowHeight;
      for (const [index, row] of rows.entries()) tableRow(pdf, row, first + index * style.rowHeight, style);
      if (rows.length > 0) return;
      cell(pdf, { x: MARGIN, y: first, width: INNER, height: style.rowHeight }, empty, {
        align: 'center',
        color: COLOR.soft,
        size: 8,
      });
    },
  };
}
