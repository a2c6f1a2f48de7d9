import type { Trigger } from '../tap';
import type { Disturb } from '../disturbances';

/** Between the files of a report: its JSON before and after it has its name, its row, its line in the ledger. */
const STEPS: Omit<Trigger, 'skip'>[] = [
  { call: 'open', at: 'outputs/.*json.*tmp$', moment: 'after' },
  { call: 'rename', at: 'outputs/.*json$', moment: 'after' },
  { call: 'open', at: 'outputs/.*csv$', moment: 'after' },
  { call: 'open', at: 'outputs/.gyeol/.*jsonl$', moment: 'before' },
];

export const disturb: Disturb = (line, dice) => line.killAt(dice.pick(STEPS), dice.below(4));
