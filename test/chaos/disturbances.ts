import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { Dice } from '../fuzz/dice';
import type { ChaosLine } from './line';

export type Disturb = (line: ChaosLine, dice: Dice) => Promise<void>;

export interface Disturbance {
  /** Of the file. */
  name: string;
  /** Disturbs a line that works, and resolves when the cause is gone. */
  disturb: Disturb;
}

const FOLDER = join(__dirname, 'disturbances');

/** One a file in the folder, each with a function `disturb`. */
export async function disturbances(): Promise<Disturbance[]> {
  const files = readdirSync(FOLDER).sort();
  return Promise.all(
    files.map(async (file) => {
      const { disturb } = (await import(join(FOLDER, file))) as Pick<Disturbance, 'disturb'>;
      return { name: parse(file).name, disturb };
    }),
  );
}
