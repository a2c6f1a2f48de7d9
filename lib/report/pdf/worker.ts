import { parentPort } from 'node:worker_threads';
import { SpareMemory } from '../../spare-memory';
import type { Documented } from './evidence';
import { render, type PrintRequest } from './render';

/** A document is sent in parts: its inspections one by one, then what to make of them. */
export type PrintCall =
  { number: number; documented: Documented } | { number: number; form: Omit<PrintRequest, 'documented'> };

/** What came of the document of that number. */
export type PrintReply = { number: number; bytes: Uint8Array<ArrayBuffer> } | { number: number; failure: string };

const spare = new SpareMemory(50);
const begun = new Map<number, Documented[]>();

parentPort?.on('message', (call: PrintCall) => {
  const { number } = call;
  const documented = begun.get(number) ?? [];
  if ('documented' in call) {
    documented.push(call.documented);
    begun.set(number, documented);
    return;
  }
  begun.delete(number);
  render({ ...call.form, documented }).then(
    (bytes) => reply({ number, bytes }, [bytes.buffer]),
    (error: Error) => reply({ number, failure: error.message }),
  );
});

function reply(answer: PrintReply, moved: ArrayBuffer[] = []): void {
  parentPort?.postMessage(answer, moved);
  spare.count();
  if (begun.size === 0) spare.release();
}
