import type { Cases } from '../../lib/cases/cases';
import type { Place } from '../../lib/cases/log';
import { InspectionError } from '../../lib/inspection/errors';
import type { Memory } from './memory';

const AT_ONCE = 16;

export interface Progress {
  running: boolean;
  /** Cases seen anew. */
  done: number;
  /** Cases without a picture, or with one that cannot be read. */
  left: number;
  trouble?: { code: string; message: string };
}

/** Sees the cases of other encoders anew, from their stored pictures, with the runtime's model. */
export class Rebuild {
  progress: Progress = { running: false, done: 0, left: 0 };
  private readonly closing = new AbortController();

  constructor(private readonly memory: Memory) {}

  /** Goes on in the background; what was done is kept when it is broken off. */
  start(): Progress {
    if (!this.progress.running) {
      this.progress = { running: true, done: 0, left: 0 };
      void this.run()
        .catch((thrown: unknown) => {
          const { code, message } = InspectionError.from(thrown);
          this.progress.trouble = { code, message };
          this.memory.tell(thrown);
        })
        .finally(() => (this.progress.running = false));
    }
    return this.progress;
  }

  close(): void {
    this.closing.abort();
  }

  private async run(): Promise<void> {
    const { signal } = this.closing;
    const cases = await this.memory.cases;
    await cases.prefer(await this.memory.space(signal));
    let after: Place | undefined;
    do {
      const { cases: some, next } = await cases.foreign(after, AT_ONCE);
      await Promise.all(some.map((each) => this.see(cases, each)));
      after = next;
    } while (after && !signal.aborted);
  }

  private async see(
    cases: Cases,
    { record, picture }: Awaited<ReturnType<Cases['foreign']>>['cases'][number],
  ): Promise<void> {
    const { engine, models } = this.memory.runtime;
    const { signal } = this.closing;
    const seen =
      picture &&
      (await engine.run('embed', { model: models.clip, picture: { bytes: picture } }, { signal }).catch((thrown) => {
        if (InspectionError.from(thrown).code.startsWith('ERR_IMAGE')) return undefined;
        throw thrown;
      }));
    if (!seen) return void this.progress.left++;
    const [vector] = seen.output.vectors;
    const { picturesHash: version, model } = seen.output;
    const space = { model: model.id, version, dimension: vector!.length };
    await cases.put({ record: { ...record, space }, vector: vector!, picture });
    this.progress.done++;
  }
}
