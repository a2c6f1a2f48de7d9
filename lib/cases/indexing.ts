import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Building } from './build';
import type { Store } from './store';

const WORKER = join(__dirname, 'build-worker.js');
/** An index of fewer cases is not worth its file. */
const FEWEST = 256;
/** Rows of cases that are gone which may stay in memory. */
const MOST_HOLES = 65_536;

/** Has the index made anew, in a thread of its own, when enough cases came after it. */
export class Indexing {
  private running?: Promise<void>;

  constructor(
    private readonly store: Store,
    private readonly sealAt: number,
    private readonly trouble: (error: Error) => void,
  ) {}

  /** To be called when cases came or went. */
  check(): void {
    const { store } = this;
    if (this.running || !store.tail) return;
    const holes = store.columns.rows > 2 * store.kept + Math.max(MOST_HOLES, this.sealAt);
    if (store.tail.count < this.sealAt && !holes) return;
    store.tail.keepOnly((row) => store.columns.isKept(row));
    if ((store.tail.count < this.sealAt && !holes) || store.kept < FEWEST) return;
    this.running = this.make(store.building()).then(
      () => {
        this.running = undefined;
        this.check();
      },
      (error: Error) => {
        this.running = undefined;
        this.trouble(error);
      },
    );
  }

  async settle(): Promise<void> {
    while (this.running) await this.running;
  }

  private make(building: Building): Promise<void> {
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
