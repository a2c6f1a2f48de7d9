import type { Dice } from './dice';

/** How a case ended: `ok`, the code of an error, or what must not be. */
export type Ending = { code: string; wrong?: undefined } | { wrong: string };

export interface FuzzCase {
  /** What was mutated, and how. */
  tell: string;
  /** Kept when it ended wrongly. */
  bytes: Buffer;
  run(): Promise<Ending>;
}

/** A kind of input that strangers can send. */
export interface Target {
  make(dice: Dice): Promise<FuzzCase>;
  /** After the last case. */
  close?(): Promise<void>;
}

/** An error that nobody foresaw has no advice for a person: that counts as a failure of ours, too. */
export function endingOf(code: unknown): Ending {
  if (typeof code !== 'string' || !/^ERR_[A-Z_]+$/.test(code)) return { wrong: `no code: ${String(code)}` };
  return code === 'ERR_INTERNAL' ? { wrong: code } : { code };
}
