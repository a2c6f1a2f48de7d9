import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Commissioning, ComparisonWish } from '../../../lib/commission/commission';
import type { Wishes } from '../../../lib/commission/fit';
import { learnLimits, stepsOf, type KnownPicture } from '../../../lib/commission/learn';
import { readPicture } from '../../../lib/imaging/input';
import { InspectionError } from '../../../lib/inspection/errors';
import { decidedPictures } from '../../shared/decided-pictures';
import type { Commissionable } from '../../shared/commissionable';
import type { ModelChoice } from '../../shared/runtime';

/** Pictures of one session; a person who needs more has the command. */
const MOST_PICTURES = 500;

interface Put extends KnownPicture {
  path: string;
}

/** One commissioning in the editor: pictures that a person sorted, and what came of them. They go when the session ends. */
export class Session {
  readonly id = randomUUID();
  found?: Commissioning;
  /** Of the node that judged. */
  models?: ModelChoice;
  problem?: InspectionError;
  private readonly folder = mkdtemp(join(tmpdir(), 'gyeol-commissioning-'));
  private readonly pictures: Put[] = [];
  private readonly ending = new AbortController();
  private done = 0;
  private steps = 0;
  private running = false;

  get state() {
    const count = (good: boolean) => this.pictures.filter((one) => one.good === good).length;
    return { ok: count(true), ng: count(false), running: this.running, done: this.done, total: this.steps };
  }

  /** @throws InspectionError ERR_OPTIONS beyond 500 pictures; what reading a picture's header throws */
  async put(name: string, good: boolean, bytes: Buffer): Promise<void> {
    if (this.pictures.length >= MOST_PICTURES)
      throw new InspectionError('ERR_OPTIONS', { option: 'pictures', reason: `> ${MOST_PICTURES}` });
    await readPicture(bytes);
    const path = join(await this.folder, randomUUID());
    await writeFile(path, bytes);
    this.pictures.push({ name, good, path, picture: () => Promise.resolve({ path }) });
  }

  /** Takes the last pictures that people decided on; those it has are left out. */
  async recall(most: number): Promise<void> {
    for (const { id, good, path } of await decidedPictures(most)) {
      if (this.pictures.some(({ name }) => name === id)) continue;
      await this.put(id, good, await readFile(path));
    }
  }

  take(name: string, good: boolean): void {
    const at = this.pictures.findIndex((one) => one.name === name && one.good === good);
    if (at >= 0) this.pictures.splice(at, 1);
  }

  /** Begins; what comes of it shows in `found` or `problem`. */
  begin(node: Commissionable | null, wishes: Wishes, comparison: ComparisonWish): void {
    if (this.running) return;
    const offered = node?.commissioning?.();
    if (!offered) throw new InspectionError('ERR_OPTIONS', { option: 'clip-filter', reason: '–' });
    this.running = true;
    this.models = offered.models;
    this.done = 0;
    this.steps = stepsOf(this.pictures, comparison);
    this.found = this.problem = undefined;
    const onStep = () => void this.done++;
    learnLimits(this.pictures, { ...offered, wishes, comparison, signal: this.ending.signal, onStep })
      .then(
        (found) => (this.found = found),
        (thrown: unknown) => (this.problem = InspectionError.from(thrown)),
      )
      .finally(() => (this.running = false));
  }

  async end(): Promise<void> {
    this.ending.abort();
    await rm(await this.folder, { recursive: true, force: true });
  }
}
