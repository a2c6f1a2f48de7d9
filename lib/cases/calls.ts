import type { ErrorCode } from '../inspection/errors';
import type { ErrorParameters } from '../inspection/messages';
import type { Disposition } from '../inspection/record';
import type { CaseLimits, CaseQuery, CaseState, FoundCase, NewCase, Space } from './case';
import type { Place } from './log';

/** Cases of other encoders, oldest first, and where to go on. */
export interface ForeignCases {
  cases: Omit<NewCase, 'vector'>[];
  next?: Place;
}

/** What the thread that has the store can be asked. */
export interface CaseCalls {
  put(cases: NewCase[]): void;
  decide(id: string, disposition: Disposition): boolean;
  drop(id: string): boolean;
  prefer(space: Space): void;
  find(query: CaseQuery): FoundCase[];
  get(id: string): FoundCase | undefined;
  foreign(after: Place | undefined, count: number): ForeignCases;
  retain(limits: CaseLimits, now: number): number;
  state(): CaseState;
  /** Waits until the index has all but the newest cases. */
  settle(): Promise<void>;
}

export type CallName = keyof CaseCalls;

export interface Call {
  number: number;
  name: CallName;
  parameters: unknown[];
}

/** `ready` is the answer to being started. */
export type Reply =
  { number: number; result: unknown } | { number: number; failure: { code: ErrorCode; parameters: ErrorParameters } };

export interface StoreOptions {
  folder: string;
  /** Cases that came after the index, at which it is made anew. */
  sealAt: number;
}
