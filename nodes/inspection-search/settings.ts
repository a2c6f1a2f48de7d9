import { resolve } from 'node:path';
import type { NodeAPI, NodeDef } from 'node-red';
import type { CaseLimits } from '../../lib/cases/case';
import { numberOption } from '../shared/options';

export interface SearchConfig extends NodeDef {
  runtime: string;
  folder: string;
  /** Which inspections become cases. */
  keep: 'all' | 'notOk';
  pictures: boolean;
  /** How many are cited; 0: none. */
  similar: string;
  /** Cosine below which nothing is cited. */
  least: string;
  sameLabel: boolean;
  keepDays: string;
  keepCases: string;
}

/** Absolute; relative folders begin in the user directory. */
export function casesFolder(RED: NodeAPI, { folder }: SearchConfig): string {
  const { userDir } = RED.settings as { userDir?: string };
  return resolve(userDir || '.', folder || 'gyeol-cases');
}

export function caseLimits({ keepDays, keepCases }: SearchConfig): CaseLimits {
  const limit = (option: string, text: string) => Math.max(0, numberOption(option, text, 0));
  return { days: limit('keepDays', keepDays), cases: Math.floor(limit('keepCases', keepCases)) };
}

export interface Citing {
  count: number;
  least: number;
  sameLabel: boolean;
}

export function citing({ similar, least, sameLabel }: SearchConfig): Citing {
  const count = Math.max(0, Math.round(numberOption('similar', similar, 3)));
  return { count: Math.min(20, count), least: numberOption('least', least, 0.8), sameLabel: Boolean(sameLabel) };
}
