import { COLOR, type Pdf } from './theme';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface TextStyle {
  size?: number;
  bold?: boolean;
  color?: string;
  align?: 'left' | 'center' | 'right';
  /** Most lines; what does not fit ends in an ellipsis. */
  lines?: number;
}

const LINE_HEIGHT = 1.35;

export const lineHeight = (size: number): number => size * LINE_HEIGHT;

/** Breaks at spaces, as Korean is set (`word-break: keep-all`); a word that is too long, such as a hash, anywhere. */
function wrap(pdf: Pdf, text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replace(/\s+/g, ' ').trim().split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (pdf.widthOfString(longer) <= width) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    line = word;
    while (pdf.widthOfString(line) > width && lines.length < most) {
      const part = cut(pdf, line, width);
      lines.push(part);
      line = line.slice(part.length);
    }
  }
  lines.push(line);
  if (lines.length <= most) return lines;
  const last = `${lines[most - 1]} ${lines[most]}`;
  return [...lines.slice(0, most - 1), `${cut(pdf, last, width - pdf.widthOfString('…')).trimEnd()}…`];
}

/** The longest start of `text` that fits, at least one character. */
function cut(pdf: Pdf, text: string, width: number): string {
  let low = 1;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (pdf.widthOfString(text.slice(0, middle)) <= width) low = middle;
    else high = middle - 1;
  }
  const splitsPair = /[\uD800-\uDBFF]$/.test(text.slice(0, low));
  return text.slice(0, splitsPair ? low + 1 : low);
}

function choose(pdf: Pdf, { size = 8.5, bold = false, color = COLOR.ink }: TextStyle): void {
  pdf
    .font(bold ? 'bold' : 'regular')
    .fontSize(size)
    .fillColor(color);
}

/** Height in points that `text` takes at `width`. */
export function textHeight(pdf: Pdf, text: string, width: number, style: TextStyle): number {
  choose(pdf, style);
  return wrap(pdf, text, width, style.lines ?? 1).length * lineHeight(style.size ?? 8.5);
}

/** Writes `text` into `box`, centred in height. */
export function writeText(pdf: Pdf, text: string, box: Box, style: TextStyle = {}): void {
  choose(pdf, style);
  const step = lineHeight(style.size ?? 8.5);
  const lines = wrap(pdf, text, box.width, style.lines ?? 1);
  let top = box.y + (box.height - lines.length * step) / 2;
  for (const line of lines) {
    if (line) pdf.text(line, alignedX(pdf, line, box, style.align), top, { lineBreak: false });
    top += step;
  }
}

function alignedX(pdf: Pdf, line: string, { x, width }: Box, align: TextStyle['align'] = 'left'): number {
  if (align === 'left') return x;
  const free = width - pdf.widthOfString(line);
  return align === 'center' ? x + free / 2 : x + free;
}
