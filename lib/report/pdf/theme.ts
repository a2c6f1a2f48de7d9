import PDFDocument from 'pdfkit';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../words';

export type Pdf = PDFKit.PDFDocument;

/** A4 upright, points. */
export const PAGE = { width: 595.28, height: 841.89 };
export const MARGIN = 36;
export const INNER = PAGE.width - 2 * MARGIN;
/** Where content ends and the footer begins. */
export const BOTTOM = PAGE.height - 44;

export const COLOR = {
  ink: '#1b2430',
  soft: '#5b6673',
  line: '#9aa5b1',
  label: '#eef1f5',
  bar: '#5b7ea6',
  track: '#e3e8ee',
  paper: '#ffffff',
};

export const TONE: Record<Outcome, string> = { ok: '#1e7b45', ng: '#c0322b', review: '#b06f00', error: '#6d3f8c' };

const fonts = new Map<string, Buffer>();

/** Read once: given a path, pdfkit would read 6 MB anew for every document. */
function font(weight: 'Regular' | 'Bold'): Buffer {
  const known = fonts.get(weight) ?? readFileSync(join(__dirname, '..', 'fonts', `NotoSansKR-${weight}.ttf`));
  fonts.set(weight, known);
  return known;
}

/** An empty document with the Korean fonts; pages are added by the caller and stay open for page numbers. */
export function openPdf(title: string, author: string): Pdf {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    lang: 'ko-KR',
    displayTitle: true,
    // No default font: pdfkit would open a file anew whenever it is asked for under a second name.
    font: '',
    info: { Title: title, Author: author, Creator: '@gyeol/node-red-inspection' },
  });
  pdf.registerFont('regular', font('Regular'));
  pdf.registerFont('bold', font('Bold'));
  pdf.font('regular');
  return pdf;
}
