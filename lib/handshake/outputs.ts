import { CODES, type Handshake } from './machine';

/** What the gateway sets and the PLC reads. */
export interface Outputs {
  ready: boolean;
  busy: boolean;
  resultReady: boolean;
  ok: boolean;
  ng: boolean;
  review: boolean;
  error: boolean;
  errorCode: number;
}
export type Output = keyof Outputs;
export type Write = { [Name in Output]: [name: Name, value: Outputs[Name]] }[Output];

/** Signals that say that the others may be read. */
const STROBES: Output[] = ['ready', 'resultReady', 'error'];

export function outputsOf({ state, result, code }: Handshake): Outputs {
  const isReady = state === 'resultReady';
  return {
    ready: state === 'ready',
    busy: state === 'singleExecution',
    resultReady: isReady,
    ok: isReady && result === 'ok',
    ng: isReady && result === 'ng',
    review: isReady && result === 'review',
    error: state === 'error',
    errorCode: CODES[code],
  };
}

/**
 * What has to be written, in order, to come from one set of outputs to the next (without an earlier one: all). A strobe
 * falls before what it stands for changes, and rises after: a PLC that reads at its edge never reads half a result.
 */
export function writesBetween(before: Outputs | undefined, after: Outputs): Write[] {
  const changed = (Object.entries(after) as Write[]).filter(([name, value]) => before?.[name] !== value);
  const turnOf = ([name, value]: Write) => (!STROBES.includes(name) ? 1 : value ? 2 : 0);
  return changed.sort((a, b) => turnOf(a) - turnOf(b));
}
