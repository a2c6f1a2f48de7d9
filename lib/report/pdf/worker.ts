import { parentPort } from 'node:worker_threads';
import { render, type PrintRequest } from './render';

/** One document to be made, and what came of it, by number. */
export interface PrintCall {
  number: number;
  request: PrintRequest;
}
export type PrintReply = { number: number; bytes: Uint8Array } | { number: number; failure: string };

parentPort?.on('message', ({ number, request }: PrintCall) => {
  render(request).then(
    (bytes) => reply({ number, bytes }),
    (error: Error) => reply({ number, failure: error.message }),
  );
});

function reply(answer: PrintReply): void {
  parentPort?.postMessage(answer);
}
