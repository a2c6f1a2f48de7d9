import type { Decision } from '../inspection/record';

/**
 * How far the gateway and the PLC are with one part. The names are those of OPC Machine Vision (OPC 40100-1, vision state
 * machine and automatic mode); `resultReady` is its event of that name, held until the PLC has acknowledged.
 */
export type State = 'preoperational' | 'halted' | 'initialized' | 'ready' | 'singleExecution' | 'resultReady' | 'error';

/** Levels that the PLC sets; undefined until they were told once. */
export interface Inputs {
  trigger?: boolean;
  ack?: boolean;
  enable?: boolean;
  reset?: boolean;
}

/** What the PLC reads as a number. */
export const CODES = { none: 0, verdictLate: 1, ackLate: 2, triggerTooSoon: 3, notJudged: 10 } as const;
export type Code = keyof typeof CODES;

export interface Handshake {
  state: State;
  inputs: Inputs;
  /** Counts accepted triggers; without them, results. */
  job: number;
  result?: Decision;
  code: Code;
}

export type HandshakeEvent =
  | { type: 'signal'; name: keyof Inputs; value: boolean }
  /** `error`: the picture could not be judged. */
  | { type: 'verdict'; decision: Decision | 'error' }
  /** The state lasted longer than it may. */
  | { type: 'timeout' };

/** Signals that a PLC may have or not. */
export interface Wiring {
  /** One that lets the gateway work at all. */
  hasEnable: boolean;
  /** One that says that a part is there. Without it the camera runs freely: each verdict that meets Ready is a part's. */
  hasTrigger: boolean;
}

export const begin = (): Handshake => ({ state: 'preoperational', inputs: {}, job: 0, code: 'none' });

/** What follows from an event; the very same object when nothing does. */
export function next(now: Handshake, event: HandshakeEvent, wiring: Wiring): Handshake {
  switch (event.type) {
    case 'signal':
      return signalled(now, event.name, event.value, wiring);
    case 'verdict': {
      if (!awaitsVerdict(now, wiring)) return now;
      const shown = { ...now, state: 'resultReady', job: wiring.hasTrigger ? now.job : now.job + 1 } as const;
      return event.decision === 'error'
        ? { ...shown, result: 'review', code: 'notJudged' }
        : { ...shown, result: event.decision };
    }
    case 'timeout':
      if (now.state === 'singleExecution') return failed(now, 'verdictLate');
      return now.state === 'resultReady' ? failed(now, 'ackLate') : now;
  }
}

export const awaitsVerdict = ({ state }: Handshake, { hasTrigger }: Wiring): boolean =>
  state === (hasTrigger ? 'singleExecution' : 'ready');

function signalled(
  before: Handshake,
  name: keyof Inputs,
  value: boolean,
  { hasEnable, hasTrigger }: Wiring,
): Handshake {
  const was = before.inputs[name];
  if (was === value) return before;
  const now = { ...before, inputs: { ...before.inputs, [name]: value } };
  const { trigger, ack, enable } = now.inputs;
  if (hasEnable && enable === false) return cleared(now, 'halted');
  const isKnown = (!hasTrigger || trigger !== undefined) && ack !== undefined && (!hasEnable || enable !== undefined);
  if (!isKnown) return now;
  // Only a change that was seen counts: a level that was high before this node ran may be an old part's.
  const rises = value && was === false;
  switch (now.state) {
    case 'preoperational':
    case 'halted':
    case 'initialized':
      return readyWhenLow(now);
    case 'ready':
      return name === 'trigger' && rises ? { ...now, state: 'singleExecution', job: now.job + 1 } : now;
    case 'singleExecution':
      return name === 'trigger' && rises ? failed(now, 'triggerTooSoon') : now;
    case 'resultReady':
      if (name === 'trigger' && rises) return failed(now, 'triggerTooSoon');
      return name === 'ack' && rises ? readyWhenLow(cleared(now, 'initialized')) : now;
    case 'error':
      return name === 'reset' && rises ? readyWhenLow(cleared(now, 'initialized')) : now;
  }
}

/** Ready means that the next rising trigger is a new part's, so the lines of the last one must be low. */
function readyWhenLow(now: Handshake): Handshake {
  const { trigger, ack } = now.inputs;
  return { ...now, state: trigger || ack ? 'initialized' : 'ready' };
}

const cleared = (now: Handshake, state: State): Handshake => ({ ...now, state, result: undefined, code: 'none' });
const failed = (now: Handshake, code: Code): Handshake => ({ ...now, state: 'error', result: undefined, code });
