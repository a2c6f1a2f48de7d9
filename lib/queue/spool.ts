import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import type { InspectionError } from '../inspection/errors';
import { replaceFile, type FileSystem } from '../replace-file';
import type { Entry } from './entry';
import { readFrame, readFrameHead, type Message } from './frame-file';

const FRAME = /^(\d+)\.t(\d+)\.frame$/;
const TEMPORARY = /^\..*\.tmp$/;
const DIGITS = 12;
/** Files that are looked at together when a folder is opened. */
const AT_ONCE = 64;

/** Why a frame lies among the dead letters; the words for it are found when somebody reads them. */
export type Reason = Pick<InspectionError, 'code' | 'parameters'>;

/** What was found on disk. */
export interface Found {
  waiting: Entry[];
  dead: { entry: Entry; reason?: Reason }[];
  /** Files that are no frames any more; moved to `damaged`. */
  damaged: string[];
}

/**
 * Frames as files. A frame's state is its place and name: `waiting/000000000042.t1.frame` was passed on once,
 * `dead/…` was given up. Each change is one rename, which a file system does wholly or not at all, so that nothing has
 * to be repaired after a crash, and people can see and mend everything with a file manager.
 */
export class Spool {
  constructor(
    readonly folder: string,
    private readonly files: FileSystem = fs,
  ) {}

  /** Makes the folders, throws away what was being written when the power went, and lists the rest, oldest first. */
  async open(): Promise<Found> {
    const found: Found = { waiting: [], dead: [], damaged: [] };
    for (const room of ['waiting', 'dead'] as const) {
      await this.files.mkdir(join(this.folder, room), { recursive: true });
      const names = (await this.files.readdir(join(this.folder, room))).sort();
      for (const name of names.filter((each) => TEMPORARY.test(each)))
        await this.files.unlink(join(this.folder, room, name));
      const frames = names.filter((name) => FRAME.test(name));
      for (let at = 0; at < frames.length; at += AT_ONCE) {
        const some = frames.slice(at, at + AT_ONCE);
        const entries = await Promise.all(some.map((name) => this.look(room, name)));
        for (const [index, entry] of entries.entries()) {
          if (!entry) found.damaged.push(some[index]!);
          else if (room === 'waiting') found.waiting.push(entry);
          else found.dead.push({ entry, reason: await this.reasonOf(entry) });
        }
      }
    }
    return found;
  }

  /** The frame is on disk, and its name too, when the promise resolves. */
  async add(entry: Entry, parts: Iterable<Uint8Array>): Promise<void> {
    await replaceFile(this.path('waiting', entry), parts, this.files);
  }

  read(entry: Entry): Promise<Message> {
    return readFrame(this.path('waiting', entry));
  }

  /** Counts a try (1) or takes it back (-1). */
  async count(entry: Entry, by: 1 | -1): Promise<void> {
    const from = this.path('waiting', entry);
    const tries = Math.max(0, entry.tries + by);
    await this.files.rename(from, this.path('waiting', { ...entry, tries }));
    entry.tries = tries;
  }

  /** A reason that cannot be written (a full disk) holds nothing up. */
  async bury(entry: Entry, reason: Reason): Promise<void> {
    await replaceFile(this.reasonPath(entry), JSON.stringify(reason), this.files).catch(() => undefined);
    await this.files.rename(this.path('waiting', entry), this.path('dead', entry));
  }

  /** Puts a dead letter back where it stood, with all its tries before it. */
  async revive(entry: Entry): Promise<void> {
    await this.files.rename(this.path('dead', entry), this.path('waiting', { ...entry, tries: 0 }));
    entry.tries = 0;
    await this.files.unlink(this.reasonPath(entry)).catch(() => undefined);
  }

  async remove(room: 'waiting' | 'dead', entry: Entry): Promise<void> {
    await this.files.unlink(this.path(room, entry)).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'ENOENT') throw thrown;
    });
    if (room === 'dead') await this.files.unlink(this.reasonPath(entry)).catch(() => undefined);
  }

  path(room: 'waiting' | 'dead', { seq, tries }: Pick<Entry, 'seq' | 'tries'>): string {
    return join(this.folder, room, `${String(seq).padStart(DIGITS, '0')}.t${tries}.frame`);
  }

  private reasonPath({ seq }: Entry): string {
    return join(this.folder, 'dead', `${String(seq).padStart(DIGITS, '0')}.json`);
  }

  private async reasonOf(entry: Entry): Promise<Reason | undefined> {
    try {
      return JSON.parse(await this.files.readFile(this.reasonPath(entry), 'utf8')) as Reason;
    } catch {
      return undefined;
    }
  }

  private async look(room: string, name: string): Promise<Entry | undefined> {
    const path = join(this.folder, room, name);
    try {
      const { head, bytes } = await readFrameHead(path);
      const [, seq, tries] = FRAME.exec(name)!;
      return { ...head, seq: Number(seq), tries: Number(tries), bytes };
    } catch {
      await this.files.mkdir(join(this.folder, 'damaged'), { recursive: true });
      await this.files.rename(path, join(this.folder, 'damaged', name));
      return undefined;
    }
  }
}
