import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { lighten } from './evidence';
import type { PrintRequest } from './render';
import type { PrintCall, PrintReply } from './worker';

/** A press without work lets its thread, and the memory of its fonts, go after this many milliseconds. */
const IDLE = 60_000;

/** From the sources as from the build, the thread runs the compiled file. */
const WORKER = __filename.endsWith('.ts')
  ? join(__dirname, '../../../dist/lib/report/pdf/worker.js')
  : join(__dirname, 'worker.js');

/** V8 lets the young generation of a busy thread grow to 128 MB; a document needs an eighth of it and is no slower. */
const YOUNG_MB = 16;

interface Waiting {
  resolve(bytes: Uint8Array): void;
  reject(error: Error): void;
}

/**
 * Makes documents in a thread of its own: setting a first page takes over 100 ms of computing, which would hold up the
 * judgement of the next picture. Pure JavaScript runs there, so that ending the thread harms nobody.
 */
export class Press {
  private worker?: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private calls = 0;
  private idle?: NodeJS.Timeout;

  /** The bytes of the document. Rejects with the renderer's own error. */
  print(request: PrintRequest): Promise<Uint8Array> {
    const number = ++this.calls;
    const worker = this.start();
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      worker.ref();
      void this.send(worker, number, request);
    });
  }

  /** Sends inspection by inspection: copying the pictures of a whole shift at once would take tens of milliseconds. */
  private async send(worker: Worker, number: number, { documented, ...form }: PrintRequest): Promise<void> {
    const post = (call: PrintCall) => worker.postMessage(call);
    for (const each of documented) {
      post({ number, documented: lighten(each, form.summary) });
      await setImmediate();
    }
    post({ number, form });
  }

  private start(): Worker {
    clearTimeout(this.idle);
    if (this.worker) return this.worker;
    const worker = new Worker(WORKER, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    worker.on('message', (reply: PrintReply) => this.settle(reply));
    worker.on('error', (error) => this.lose(worker, error));
    worker.on('exit', (code) => this.lose(worker, new Error(`document thread ended with code ${code}`)));
    return (this.worker = worker);
  }

  private settle(reply: PrintReply): void {
    const waiting = this.waiting.get(reply.number);
    this.waiting.delete(reply.number);
    if ('bytes' in reply) waiting?.resolve(reply.bytes);
    else waiting?.reject(new Error(reply.failure));
    if (this.waiting.size > 0) return;
    this.worker?.unref();
    this.idle = setTimeout(() => void this.close(), IDLE).unref();
  }

  private lose(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  /** Ends the thread; documents that wait are given up. The next one starts a new thread. */
  async close(): Promise<void> {
    clearTimeout(this.idle);
    const worker = this.worker;
    if (!worker) return;
    this.lose(worker, new Error('document thread closed'));
    await worker.terminate();
  }
}

/** One press serves all reports of the process. */
export const press = new Press();
