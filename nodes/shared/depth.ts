import type { Node } from 'node-red';
import type { Inbox } from '../../lib/queue/inbox';
import type { Status, Word } from './status';

const EVERY_MS = 1000;
const UNITS: [Word, number][] = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
];

/** Shows how much is not done and how old the oldest of it is, once a second at most. */
export class Depth {
  private readonly timer = setInterval(() => this.show(), EVERY_MS).unref();
  private inbox?: Inbox;
  private shown = '';
  private trouble?: Word;

  /** @param idle what is shown when nothing waits */
  constructor(
    node: Node,
    private readonly status: Status,
    store: Promise<Inbox>,
    private readonly idle: Word = 'empty',
  ) {
    store.then(
      (inbox) => {
        this.inbox = inbox;
        this.show();
      },
      () => undefined,
    );
    node.on('close', () => clearInterval(this.timer));
  }

  /** What keeps all that waits from going on; undefined when it goes on. */
  blockedBy(trouble: Word | undefined): void {
    this.trouble = trouble;
    this.refresh();
    this.show();
  }

  /** Something else was shown meanwhile. */
  refresh(): void {
    this.shown = '';
  }

  private show(): void {
    if (!this.inbox) return;
    const { waiting, inFlight, oldest, dead } = this.inbox.state;
    const depth = waiting + inFlight;
    const lost = dead > 0 ? [this.status.word('dead', dead)] : [];
    const blocked = this.trouble ? [this.status.word(this.trouble)] : [];
    const isShort = dead > 0 || this.trouble !== undefined;
    const open = depth > 0 ? [this.depth(depth, isShort), this.age(oldest / 1000)] : [];
    const text = [...blocked, ...open, ...lost].join(' · ') || this.status.word(this.idle);
    if (text === this.shown) return;
    this.shown = text;
    if (isShort) this.status.failed(text);
    else if (depth > 0) this.status.pending(text);
    else this.status.done(text);
  }

  /** Short of the word where something else needs the room. */
  private depth(depth: number, isShort: boolean): string {
    return isShort ? String(depth) : this.status.word('waiting', depth);
  }

  private age(seconds: number): string {
    const [word, size] = UNITS.find(([, unit]) => seconds >= unit) ?? (['seconds', 1] as const);
    return this.status.word(word, Math.floor(seconds / size));
  }
}
