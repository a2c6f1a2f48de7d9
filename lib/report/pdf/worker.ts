import { parentPort } from 'node:worker_threads';
import { renderPdf, type PdfRequest } from './render';

/** One document to be made, and what came of it, by number. */
export interface PdfCall {
  number: number;
  request: PdfRequest;
}
export type PdfReply = { number: number; pdf: Uint8Array } | { number: number; failure: string };

parentPort?.on('message', ({ number, request }: PdfCall) => {
  renderPdf(request).then(
    (pdf) => reply({ number, pdf }),
    (error: Error) => reply({ number, failure: error.message }),
  );
});

function reply(answer: PdfReply): void {
  parentPort?.postMessage(answer);
}
