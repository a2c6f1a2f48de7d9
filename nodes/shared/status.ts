import type { Node, NodeAPI } from 'node-red';
import { languageIn } from './language';
import words from './words.json';

export type Word = keyof (typeof words)['ko'];

type Shown = [fill: 'grey' | 'yellow' | 'green' | 'red', shape: 'ring' | 'dot', text: string];

/** Most characters a status shows below a node without running into its neighbour. */
const LONGEST = 20;

/** The one look of all statuses: grey ring loading, yellow ring waiting, green dot done, red ring failed. */
export class Status {
  private readonly texts: Record<Word, string>;
  private isLoading = false;
  private shown?: Shown;
  /** What a queue is shown in place of. */
  private before?: Shown;

  constructor(
    private readonly node: Node,
    RED: NodeAPI,
  ) {
    this.texts = words[languageIn(RED)];
  }

  word(word: Word, n?: number): string {
    return this.texts[word].replace('{n}', String(n ?? ''));
  }

  loading(): void {
    this.show('grey', 'ring', this.word('loading'));
    this.isLoading = true;
  }

  /** The model is loaded; what a picture has meanwhile shown stays. */
  ready(): void {
    if (this.isLoading) this.show('green', 'dot', this.word('ready'));
  }

  /** Work of other nodes waits in the same lane. */
  queued(waiting: number): void {
    const { before = this.shown, isLoading } = this;
    this.working(waiting);
    Object.assign(this, { before, isLoading });
  }

  /** Nothing waits any more: shows what it showed before that, unless something came of this node's own work. */
  caughtUp(): void {
    if (!this.before) return;
    const { isLoading } = this;
    this.show(...this.before);
    this.isLoading = isLoading;
  }

  working(waiting = 0): void {
    this.show('yellow', 'ring', waiting > 0 ? this.word('waiting', waiting) : this.word('working'));
  }

  /** As {@link working}, in words. */
  pending(text: string): void {
    this.show('yellow', 'ring', text);
  }

  done(text: string, milliseconds?: number): void {
    this.show('green', 'dot', milliseconds === undefined ? text : `${text} · ${Math.round(milliseconds)} ms`);
  }

  connecting(): void {
    this.show('yellow', 'ring', this.word('connecting'));
  }

  warning(text: string): void {
    this.show('yellow', 'dot', text);
  }

  failed(text: string): void {
    this.show('red', 'ring', text);
  }

  private show(...shown: Shown): void {
    const [fill, shape, text] = shown;
    this.shown = shown;
    this.before = undefined;
    this.isLoading = false;
    this.node.status({ fill, shape, text: text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text });
  }
}
