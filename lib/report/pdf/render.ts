import type { DocumentSettings } from '../document';
import { localTime } from '../format';
import { toHtml, toHtmlSummary } from '../html';
import { sheetOf } from '../sheet';
import { chooseEvidence, hasPage, type Documented } from './evidence';
import { drawFooters } from './header';
import { drawSheet } from './sheet-page';
import { drawSummary } from './summary-pages';
import { openPdf, type Pdf } from './theme';

/** What a document is made from. */
export interface PrintRequest {
  documented: Documented[];
  settings: DocumentSettings;
  /** With counts, chart and list in front, and no page for OK parts. */
  summary: boolean;
  /** ISO 8601. */
  issuedAt: string;
  /** PDF when absent. */
  format?: 'pdf' | 'html';
}

/** The bytes of the document in the format asked for, in a buffer of their own. */
export async function render(request: PrintRequest): Promise<Uint8Array<ArrayBuffer>> {
  if (request.format !== 'html') return renderPdf(request);
  const inspections = request.documented.map(({ inspection }) => inspection);
  const page = request.summary
    ? toHtmlSummary(inspections, request.settings)
    : toHtml(inspections[0]!, request.settings);
  return new TextEncoder().encode(page);
}

const SUMMARY_TITLE = '검사 집계표';

/** The bytes of the PDF: one page an inspection, behind a summary when that is asked for. */
export async function renderPdf({
  documented,
  settings,
  summary,
  issuedAt,
}: PrintRequest): Promise<Uint8Array<ArrayBuffer>> {
  const company = settings.company ?? '';
  const issued = localTime(issuedAt);
  const pages = summary ? documented.filter(({ inspection }) => hasPage(inspection)) : documented;
  const sheets = pages.map(({ inspection }) => sheetOf(inspection, settings));
  const pdf = openPdf(summary ? SUMMARY_TITLE : (sheets[0]?.title ?? ''), company);
  const bytes = collect(pdf);

  if (summary) {
    const inspections = documented.map(({ inspection }) => inspection);
    drawSummary(pdf, inspections, { title: SUMMARY_TITLE, company, issuedAt: issued });
  }
  const pictures = chooseEvidence(pages);
  for (const [index, sheet] of sheets.entries()) drawSheet(pdf, sheet, pictures[index]!, company, issued);
  drawFooters(pdf, company);
  pdf.end();
  return bytes;
}

function collect(pdf: Pdf): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    pdf.on('error', reject);
  });
}
