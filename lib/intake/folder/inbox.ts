import { readFile } from 'node:fs/promises';
import { isWhole } from '../../imaging/whole';
import { checkBytes } from '../../imaging/limits';
import { timestamp } from '../../inspection/clock';
import { InspectionError } from '../../inspection/errors';
import type { Language } from '../../inspection/messages';
import type { InspectionFailure } from '../../inspection/record';
import type { Outcome } from '../in-flight';
import { Candidates } from './candidates';
import { deleteFile, moveAside, moveFile } from './disposal';
import { Ledger, type Entry, type Fate } from './ledger';
import { listFiles, lookAt, sameVersion, type FoundFile } from './listing';
import { nameFilter } from './names';
import { followRenames, isSameFile } from './renames';
import { Rounds } from './rounds';

export interface FolderOptions {
  /** Absolute paths: of the folder, of what is moved after success, and of what failed. */
  folder: string;
  doneFolder: string;
  failedFolder: string;
  recursive: boolean;
  /** See {@link nameFilter}. */
  patterns: string;
  /** Whether the system's notice of changes is used beside the regular listing; a network share gives none. */
  watch: boolean;
  /** Milliseconds between listings, without change before a file is read, and until a picture without end is given up. */
  everyMs: number;
  settleMs: number;
  giveUpMs: number;
  maxBytes: number;
  /** What lies there when the folder is listed for the first time ever. */
  existing: 'take' | 'skip';
  after: Exclude<Fate, 'aside'>;
  /** Most pictures on their way through the flow. */
  limit: number;
  /** Times a picture is handed on before the lack of an answer counts as failure. */
  attempts: number;
  ledger: string;
  /** Of the reasons beside failed files. */
  language: Language;
}

export interface FolderListener {
  /** A whole picture; resolves with what became of it. Throws what is wrong with the picture. */
  deliver(file: FoundFile, bytes: Buffer): Promise<Outcome>;
  /** The outcome has been recorded. */
  settled(file: FoundFile): void;
  /** A picture that was not delivered, or about which the flow said nothing. */
  failed(file: FoundFile, error: InspectionError): void;
  /** The folder cannot be read, or can again. */
  folder(problem: InspectionError | undefined): void;
  /** A file that was done with cannot be moved or recorded. */
  trouble(error: InspectionError): void;
}

/**
 * Takes every picture that comes into a folder exactly once: when it is whole and still, oldest first, so many at a time.
 *
 * A version of a file (name, size, time) is done with when its fate is in the ledger; only then is it moved or deleted.
 * Whatever ends the process before, the version is taken again. A file that is renamed stays the picture it was.
 */
export class FolderInbox {
  private readonly ledger: Ledger;
  private readonly candidates: Candidates;
  private readonly busy = new Map<string, { file: FoundFile; work: Promise<void> }>();
  /** Names on record that the last listing did not have. */
  private missed = new Set<string>();
  private readonly attempts = new Map<string, number>();
  private readonly rounds: Rounds;
  private isClosed = false;
  private readonly wanted: (name: string) => boolean;

  constructor(
    private readonly options: FolderOptions,
    private readonly listener: FolderListener,
  ) {
    this.ledger = new Ledger(options.ledger);
    this.candidates = new Candidates(options.settleMs, options.giveUpMs);
    this.wanted = nameFilter(options.patterns);
    this.rounds = new Rounds(
      options,
      () => this.list(),
      (files) => this.take(files),
      listener,
    );
  }

  async start(): Promise<void> {
    await this.ledger.open();
    this.rounds.start();
  }

  /** Stops; resolves when nothing is being written or moved any more. Pictures in the flow are taken again at the next start. */
  async close(): Promise<void> {
    await this.rounds.stop();
    this.isClosed = true;
    await this.ledger.close();
  }

  private list(): Promise<FoundFile[]> {
    const { folder, recursive, doneFolder, failedFolder } = this.options;
    const without = [doneFolder, failedFolder].filter((path) => path !== folder);
    return listFiles({ folder, recursive, wanted: this.wanted, without });
  }

  private async take(files: FoundFile[]): Promise<number> {
    if (!this.ledger.isBegun) await this.begin(files);
    const renamed = followRenames(
      this.ledger.all().filter(([name]) => !this.busy.has(name)),
      files,
    );
    if (renamed.length > 0) await this.record(renamed);
    await this.forgetVanished(files);
    for (const file of files) {
      if (this.rounds.isStopped) break;
      if (!this.isOnItsWay(file)) await this.consider(file);
    }
    return this.candidates.wait(this.options.everyMs);
  }

  private async begin(files: FoundFile[]): Promise<void> {
    const skipped = this.options.existing === 'skip' ? files : [];
    await this.record(
      skipped.map(({ name, size, modified, inode }) => [name, { size, modified, inode, fate: 'leave' }]),
    );
  }

  /** Under whatever name it was handed on. */
  private isOnItsWay(file: FoundFile): boolean {
    return this.busy.has(file.name) || [...this.busy.values()].some((other) => isSameFile(other.file, file));
  }

  /**
   * What two listings in a row did not have: one that is renamed during a listing stands in it under neither name. Needs a
   * known file among the listed: an empty folder may be a share that is not there at the moment.
   */
  private async forgetVanished(files: FoundFile[]): Promise<void> {
    const listed = new Set(files.map(({ name }) => name));
    this.candidates.keep(listed);
    for (const name of this.attempts.keys()) if (!listed.has(name)) this.attempts.delete(name);
    const names = this.ledger.all().map(([name]) => name);
    const vanished = names.filter((name) => !listed.has(name) && !this.busy.has(name));
    if (vanished.length === names.length) return;
    const forgotten = vanished.filter((name) => this.missed.has(name));
    this.missed = new Set(vanished);
    if (forgotten.length > 0) await this.record(forgotten.map((name) => [name, undefined]));
  }

  private async consider(file: FoundFile): Promise<void> {
    const known = this.ledger.get(file.name);
    if (known && sameVersion(known, file)) return this.dispose(file, known);
    if (!this.candidates.isStill(file)) return;
    await this.slot();
    if (this.rounds.isStopped) return;
    try {
      const bytes = await this.read(file);
      if (bytes && !this.rounds.isStopped) this.carry(file, bytes);
    } catch (thrown) {
      await this.fail(file, InspectionError.from(thrown));
    }
  }

  /** The bytes of a picture that is there to its end, and that nobody wrote to meanwhile. */
  private async read(file: FoundFile): Promise<Buffer | undefined> {
    checkBytes(file.size, this.options.maxBytes);
    const isGivenUp = this.candidates.isGivenUp(file);
    if (this.candidates.isKnownPart(file) && !isGivenUp) return undefined;
    const bytes = await readFile(file.path).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'ENOENT' && isGivenUp) {
        throw new InspectionError('ERR_IMAGE_FILE', { path: file.name, reason: thrown.code ?? thrown.message });
      }
      return undefined;
    });
    const now = await lookAt(this.options.folder, file.path);
    if (!bytes || !now || !sameVersion(now, file) || bytes.length !== file.size) return undefined;
    if (isWhole(bytes)) return bytes;
    this.candidates.markPart(file);
    if (!isGivenUp) return undefined;
    const seconds = Math.round(this.options.giveUpMs / 1000);
    throw new InspectionError('ERR_IMAGE_INCOMPLETE', { path: file.name, size: file.size, limit: seconds });
  }

  private carry(file: FoundFile, bytes: Buffer): void {
    this.candidates.drop(file.name);
    const work = this.listener
      .deliver(file, bytes)
      .then((outcome) => this.settle(file, outcome))
      .catch((thrown) => this.fail(file, InspectionError.from(thrown)))
      .catch((thrown) => this.tell(thrown, file))
      .finally(() => this.busy.delete(file.name));
    this.busy.set(file.name, { file, work });
  }

  private async settle(file: FoundFile, outcome: Outcome): Promise<void> {
    if (this.isClosed) return;
    if (!outcome.finished && !outcome.error) return this.listener.settled(file);
    if (!outcome.finished && outcome.error instanceof InspectionError) {
      this.listener.settled(file);
      const tried = (this.attempts.get(file.name) ?? 0) + 1;
      this.attempts.set(file.name, tried);
      if (tried >= this.options.attempts) await this.fail(file, outcome.error);
      return;
    }
    this.attempts.delete(file.name);
    if (outcome.finished) await this.end(file, this.options.after);
    else await this.end(file, 'aside', outcome.error);
    this.listener.settled(file);
  }

  private async fail(file: FoundFile, error: InspectionError): Promise<void> {
    if (this.rounds.isStopped) return;
    this.attempts.delete(file.name);
    this.listener.failed(file, error);
    await this.end(file, 'aside', error);
  }

  private end(file: FoundFile, fate: Fate, error?: InspectionFailure): Promise<void> {
    const { size, modified, inode } = file;
    const entry = { size, modified, inode, fate, ...(error ? { reason: this.reasonOf(error) } : {}) };
    return this.rounds.guard(async () => {
      await this.record([[file.name, entry]]);
      await this.dispose(file, entry);
    });
  }

  private async record(changes: [name: string, entry: Entry | undefined][]): Promise<void> {
    await this.ledger.put(changes).catch((thrown) => this.tell(thrown));
  }

  /** Does what the ledger says is to be done; what fails stays in the ledger and is tried again at the next listing. */
  private async dispose(file: FoundFile, { fate, reason }: Entry): Promise<void> {
    const { folder, doneFolder, failedFolder } = this.options;
    try {
      if (fate === 'move') await moveFile(folder, file, doneFolder);
      if (fate === 'delete') await deleteFile(folder, file);
      if (fate === 'aside') await moveAside(folder, file, failedFolder, { file: file.name, ...reason });
    } catch (thrown) {
      this.tell(thrown, file);
    }
  }

  private tell(thrown: unknown, file?: FoundFile): void {
    const reason = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
    this.listener.trouble(new InspectionError('ERR_FILE_MOVE', { path: file?.name ?? this.options.ledger, reason }));
  }

  /** Waits until fewer pictures than the limit are on their way. */
  private async slot(): Promise<void> {
    while (this.busy.size >= this.options.limit && !this.rounds.isStopped) {
      await Promise.race([...[...this.busy.values()].map(({ work }) => work), this.rounds.stopped]);
    }
  }

  private reasonOf(error: InspectionFailure): Record<string, unknown> {
    const told = error instanceof InspectionError ? error.in(this.options.language) : error;
    return { at: timestamp(), code: told.code, message: told.message, advice: told.advice };
  }
}
