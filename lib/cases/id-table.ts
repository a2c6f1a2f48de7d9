import type { Columns } from './columns';
import { printOfId } from './columns';

/** Finds the row of an id by open addressing: 8 bytes a case, where a Map of strings would take a hundred. */
export class IdTable {
  private slots = new Uint32Array(4096);
  private used = 0;

  constructor(private readonly columns: Columns) {
    this.rebuild();
  }

  /** The row that was added last under this id and is still kept. */
  find(id: string): number | undefined {
    const [high, low] = printOfId(id);
    const row = this.slots[this.slotOf(high, low)]! - 1;
    return row >= 0 && this.columns.isKept(row) ? row : undefined;
  }

  /** Lets the row's id stand for it. */
  put(row: number): void {
    if (2 * (this.used + 1) > this.slots.length) return this.rebuild();
    const slot = this.slotOf(this.columns.get('idHigh')[row]!, this.columns.get('idLow')[row]!);
    if (this.slots[slot] === 0) this.used++;
    this.slots[slot] = row + 1;
  }

  /** Begins anew, with room to grow. */
  rebuild(): void {
    const { rows } = this.columns;
    this.slots = new Uint32Array(Math.max(4096, 2 ** Math.ceil(Math.log2(4 * (rows + 1)))));
    this.used = 0;
    for (let row = 0; row < rows; row++) if (this.columns.isKept(row)) this.put(row);
  }

  /** Where an id stands or, when it is new, may stand. */
  private slotOf(high: number, low: number): number {
    const [highs, lows] = [this.columns.get('idHigh'), this.columns.get('idLow')];
    const mask = this.slots.length - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const row = this.slots[slot]! - 1;
      if (row < 0 || (highs[row] === high && lows[row] === low)) return slot;
    }
  }
}
