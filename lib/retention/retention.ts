import { RecentIds } from '../recent/ids';
import type { Clock } from '../queue/clock';
import type { Ledger, LedgerFile, LedgerLine } from '../report/ledger';
import { deleteOwn } from './own-file';
import { DAY, plausibleTimes, TrustedTime } from './trusted-time';

/** How much is kept; 0: without limit. */
export interface RetentionLimits {
  days: number;
  reports: number;
  bytes: number;
}

export interface Retained {
  reports: number;
  files: number;
  /** Names that could not be deleted and will be tried again. */
  kept: string[];
}

interface Weight {
  reports: number;
  bytes: number;
}

/** The node's turns: one thing at a time is done to its reports. */
interface Turning {
  /** Does one step of work at a moment when no report is being written. */
  take<T>(work: () => Promise<T>): Promise<T>;
  /** Who waits for a turn, or has it. */
  readonly waiting: number;
}

/** What goes in one turn, for each that waits: a line that never rests must not write more than goes. */
const EACH = 2;

export const isLimited = ({ days, reports, bytes }: RetentionLimits) => days > 0 || reports > 0 || bytes > 0;

/**
 * Deletes the oldest reports that are too many, too big or too old, with their pictures and rows' files, as far as the
 * ledger says that they are its own. All file work is Node.js's thread pool's; between two reports everybody else comes.
 */
export class Retention {
  /** Of pages that nothing is added to any more. */
  private readonly sums = new Map<string, Weight>();
  private readonly time: TrustedTime;
  private readonly told = new RecentIds();

  /** @param gone told once of each report whose files are no longer there */
  constructor(
    private readonly ledger: Ledger,
    private readonly limits: RetentionLimits,
    clock: Clock,
    private readonly gone?: (id: string) => Promise<void>,
  ) {
    this.time = new TrustedTime(clock);
  }

  async run(turns: Turning, signal?: AbortSignal): Promise<Retained> {
    const done: Retained = { reports: 0, files: 0, kept: [] };
    const names = await this.ledger.pages();
    const total = sumOf(await this.measure(names));
    const newest = (await this.ledger.read(names.at(-1) ?? '')).at(-1)?.at;
    const limit = this.limits.days * DAY;
    const now = limit > 0 ? this.time.now(newest, limit) : undefined;

    let earlier: number | undefined;
    for (const name of names) {
      const lines = await this.ledger.read(name);
      const weights = weightsOf(lines);
      const times = plausibleTimes(
        lines.map(({ at }) => at),
        now ?? 0,
        earlier,
      );
      earlier = times.at(-1);
      let kept = 0;
      let at = 0;
      const goes = () => {
        const time = times[at];
        const isOld = now !== undefined && time !== undefined && now - time > limit;
        return isOld || this.exceeds(total);
      };
      while (at < lines.length) {
        if (signal?.aborted || !goes()) return done;
        const end = Math.min(lines.length, at + 1 + EACH * turns.waiting);
        await turns.take(async () => {
          for (; at < end && goes(); at++) {
            kept += await this.delete(lines[at]!, done);
            total.reports -= weights[at]!.reports;
            total.bytes -= weights[at]!.bytes;
          }
        });
      }
      if (kept > 0) continue;
      await this.ledger.drop(name);
      this.sums.delete(name);
    }
    return done;
  }

  private exceeds({ reports, bytes }: Weight): boolean {
    const { limits } = this;
    return (limits.reports > 0 && reports > limits.reports) || (limits.bytes > 0 && bytes > limits.bytes);
  }

  /** Deletes a report's files; how many could not be. */
  private async delete({ id, files }: LedgerLine, done: Retained): Promise<number> {
    let deleted = 0;
    let kept = 0;
    let isGone = id !== '';
    for (const file of files) {
      const fate = await deleteOwn(this.ledger.root, file);
      isGone &&= isGrowing(file) || fate === 'deleted' || fate === 'gone';
      if (fate === 'deleted') deleted++;
      if (fate !== 'kept') continue;
      kept++;
      done.kept.push(file.name);
    }
    done.files += deleted;
    if (deleted > 0 && id) done.reports++;
    if (isGone && !this.told.add(id)) await this.gone?.(id);
    return kept;
  }

  private async measure(names: string[]): Promise<Weight[]> {
    const sums: Weight[] = [];
    for (const name of names) {
      const sum = this.sums.get(name) ?? sumOf(weightsOf(await this.ledger.read(name)));
      if (name !== names.at(-1)) this.sums.set(name, sum);
      sums.push(sum);
    }
    return sums;
  }
}

const isGrowing = ({ name }: LedgerFile) => /\.(csv|jsonl)$/.test(name);

/** Growing files count for no report: they are as large as their rows. */
const sizeOf = ({ files }: LedgerLine) =>
  files.filter((file) => !isGrowing(file)).reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * What each line of a page stands for. A report that was written again counts once, at its last line of the page; where
 * an earlier page has it, there.
 */
function weightsOf(lines: LedgerLine[]): Weight[] {
  const last = new Map(lines.map(({ id }, index) => [id, index]));
  const begun = new Set(lines.filter(({ again }) => !again).map(({ id }) => id));
  return lines.map((line, index) => {
    const counts = line.id === '' || (begun.has(line.id) && last.get(line.id) === index);
    return counts ? { reports: line.id ? 1 : 0, bytes: sizeOf(line) } : { reports: 0, bytes: 0 };
  });
}

const sumOf = (weights: Weight[]): Weight =>
  weights.reduce((sum, { reports, bytes }) => ({ reports: sum.reports + reports, bytes: sum.bytes + bytes }), {
    reports: 0,
    bytes: 0,
  });
