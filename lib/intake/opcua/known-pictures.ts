import { printOf } from '../../queue/print';
import { RecentIds } from '../../recent/ids';

/** Tells a picture that the server sends again from another one that bears the same time. */
export class KnownPictures {
  private readonly seen = new RecentIds();

  /** The picture's id; `id~checksum` when another picture had it. Remembers it. */
  recognise(id: string, picture: unknown): { id: string; isKnown: boolean } {
    const print = printOf(picture);
    const both = `${id} ${print}`;
    const isKnown = this.seen.has(both);
    const isTaken = this.seen.has(id) && !this.seen.has(`${both} first`);
    this.seen.add(both);
    if (isTaken) return { id: `${id}~${print.split('-')[1]}`, isKnown };
    this.seen.add(id);
    this.seen.add(`${both} first`);
    return { id, isKnown };
  }
}
