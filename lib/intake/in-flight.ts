import { InspectionError } from '../inspection/errors';
import type { InspectionFailure } from '../inspection/record';

/** What became of a frame that was handed on; without an error it was put off and is to be handed on again. */
export type Outcome = { finished: true } | { finished: false; error?: InspectionFailure };

export const FINISHED: Outcome = { finished: true };

/** A full disk is not asked again sooner. */
const PUT_OFF_MS = 3000;

interface Frame {
  outcome: Promise<Outcome>;
  settle(outcome: Outcome): void;
  timer: NodeJS.Timeout;
  isPutOff?: boolean;
}

/**
 * Frames that were handed on and have not come back, by id.
 *
 * They outlive the node that handed them on: after a deploy that restarts this node only, the flow is still working on
 * them, and handing them on again would double the work.
 */
export class InFlight {
  private readonly frames = new Map<string, Frame>();

  /**
   * Hands a frame on, unless it is on its way already, and resolves when it has come back.
   * After `waitMs` without an answer the outcome is ERR_UNFINISHED.
   */
  hand(id: string, waitMs: number, send: () => void): Promise<Outcome> {
    const known = this.frames.get(id);
    if (known) return known.outcome;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const unanswered = () => {
      const error = new InspectionError('ERR_UNFINISHED', { limit: Math.round(waitMs / 1000) });
      resolve({ finished: false, error });
    };
    this.frames.set(id, { outcome: promise, settle: resolve, timer: setTimeout(unanswered, waitMs) });
    send();
    return promise;
  }

  /** Tells that a frame came back; false for one that is not on its way. */
  settle(id: string, outcome: Outcome): boolean {
    const frame = this.frames.get(id);
    if (!frame?.isPutOff) frame?.settle(outcome);
    return frame !== undefined;
  }

  /** It met what is no fault of its own, such as a full disk: whatever comes back of it now, it goes again. */
  putOff(id: string): void {
    const frame = this.frames.get(id);
    if (!frame) return;
    frame.isPutOff = true;
    clearTimeout(frame.timer);
    frame.timer = setTimeout(() => frame.settle({ finished: false }), PUT_OFF_MS);
  }

  /** To be called once the outcome has been acted on. */
  forget(id: string): void {
    clearTimeout(this.frames.get(id)?.timer);
    this.frames.delete(id);
  }

  clear(): void {
    for (const id of [...this.frames.keys()]) this.forget(id);
  }
}
