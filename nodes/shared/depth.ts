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

  constructor(
    node: Node,
    private readonly status: Status,
    store: Promise<Inbox>,
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

  /** Something else was shown meanwhile. */
  refresh(): void {
    this.shown = '';
  }

  private show(): void {
    if (!this.inbox) return;
    const { waiting, inFlight, oldest, dead } = this.inbox.state;
    const depth = waiting + inFlight;
    const lost = dead > 0 ? [this.status.word('dead', dead)] : [];
    const text = depth > 0 ? [this.depth(depth, dead), this.age(oldest / 1000), ...lost].join(' · ') : lost.join();
    if (text === this.shown) return;
    this.shown = text;
    if (dead > 0) this.status.failed(text);
    else if (depth > 0) this.status.pending(text);
    else this.status.done(this.status.word('empty'));
  }

  /** Short of the word where the dead letters need the room. */
  private depth(depth: number, dead: number): string {
    return dead > 0 ? String(depth) : this.status.word('waiting', depth);
  }

  private age(seconds: number): string {
    const [word, size] = UNITS.find(([, unit]) => seconds >= unit) ?? (['seconds', 1] as const);
    return this.status.word(word, Math.floor(seconds / size));
  }
}
