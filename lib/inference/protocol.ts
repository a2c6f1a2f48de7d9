/** What travels between Node-RED and an engine process, by Node's own channel (`serialization: 'advanced'`). */

import { InspectionError, type ErrorCode } from '../inspection/errors';
import type { ErrorParameters } from '../inspection/messages';
import type { Timings } from './engine';
import type { JobKind, Picture } from './jobs';

/** A picture on its way: large bytes stand in a temporary file, which the child reads back into `bytes`. */
export type CarriedPicture = Picture & { spilled?: string };

export type Request = { type: 'job'; kind: JobKind; input: object } | { type: 'warm'; kind: JobKind; model: string };

export type Call = (Request & { id: number }) | { type: 'cancel'; id: number };

/** A value that the inputs of jobs to come name (shared-values.ts), and the end of it. */
export type Sharing = { type: 'share'; name: number; value: object } | { type: 'forget'; name: number };

/** Stands in an input for a value that was sent before. */
export interface ValueName {
  shared: number;
}

export type ToChild = Call | Sharing;

/** An InspectionError without its texts, which the parent writes again in its own language. */
export interface Failure {
  code: ErrorCode;
  parameters: ErrorParameters;
  stack?: string;
}

/** Every request is answered once, by `done` or `failed`, also when it was cancelled. */
export type FromChild =
  | { type: 'ready' }
  /** These requests start now, together: a death from here on may be their doing. */
  | { type: 'begin'; ids: number[] }
  | { type: 'progress'; id: number; fraction: number; note?: string }
  | { type: 'done'; id: number; output: unknown; timings: Timings; rssMb: number }
  | { type: 'failed'; id: number; failure: Failure; rssMb: number }
  /** Nothing failed, but the user should see it in the lane's state. */
  | { type: 'note'; failure: Failure };

export function rebuild({ code, parameters, stack }: Failure): InspectionError {
  const error = new InspectionError(code, parameters);
  if (stack) error.stack = stack;
  return error;
}

/** The model a request names, if any. */
export function modelOf(request: Request): string | undefined {
  return request.type === 'warm' ? request.model : (request.input as { model?: string }).model;
}
