import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Judged } from './look';

/** Judgements of one line that an earlier run has kept, by role and picture. */
export class Kept {
  private readonly judged: Record<string, Judged>;

  constructor(private readonly path?: string) {
    this.judged = path && existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Judged>) : {};
  }

  async take(file: string, judge: () => Promise<Judged>): Promise<Judged> {
    const name = join(basename(dirname(file)), basename(file));
    return (this.judged[name] ??= await judge());
  }

  write(): void {
    if (this.path) writeFileSync(this.path, JSON.stringify(this.judged));
  }
}
