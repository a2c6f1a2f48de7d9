import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Store } from './store';

const WORKER = join(__dirname, 'build-worker.js');
/** An index of fewer cases is not worth its file. */
const FEWEST = 256;
/** Rows of cases that are gone, before the first that is kept, which may stay in memory. */
const MOST_HOLES = 65_536;

/** Has the index made anew, in a thread of its own, when enough cases came after it. */
export class Indexing {
  private running?: Promise<void>;
  private dueAt: number;

  constructor(
    private readonly store: Store,
    private readonly sealAt: number,
    private readonly trouble: (error: Error) => void,
  ) {
    this.dueAt = sealAt;
  }

  /** To be called when cases came or went. */
  check(): void {
    const { store } = this;
    if (this.running || !store.tail) return;
    if (!this.isDue(store.tail.count)) return;
    store.tail.keepOnly((row) => store.columns.isKept(row));
    if (!this.isDue(store.tail.count) || store.kept < FEWEST) return;
    this.running = this.make().then(
      () => {
        this.running = undefined;
        this.dueAt = this.sealAt;
        this.check();
      },
      (error: Error) => {
        this.running = undefined;
        // A full disk would otherwise be tried with every case.
        this.dueAt = (store.tail?.count ?? 0) + this.sealAt;
        this.trouble(error);
      },
    );
  }

  private isDue(tail: number): boolean {
    if (tail >= this.dueAt) return true;
    const { columns, kept } = this.store;
    const isWasteful = columns.rows > 2 * kept + MOST_HOLES && this.store.firstKept > MOST_HOLES;
    return isWasteful && this.dueAt === this.sealAt;
  }

  async settle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async make(): Promise<void> {
    const building = this.store.building();
    const { path, first, space } = building;
    const tail = building.tail.numbers.length;
    return new Promise((resolve, reject) => {
      const moved = [building.tail.vectors.buffer, building.tail.numbers.buffer, building.tail.steps.buffer];
      const worker = new Worker(WORKER, { workerData: building, transferList: moved as ArrayBuffer[] });
      worker.on('error', reject);
      worker.on('exit', (code) => {
        if (code !== 0) return reject(new Error(`index thread ended with code ${code}`));
        try {
          this.store.takeIndex({ path, first, space, tail });
          resolve();
        } catch (thrown) {
          reject(thrown as Error);
        }
      });
    });
  }
}
