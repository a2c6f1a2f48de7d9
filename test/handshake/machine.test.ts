import { describe, expect, it } from 'vitest';
import {
  begin,
  CODES,
  next,
  type Handshake,
  type HandshakeEvent,
  type Inputs,
  type State,
} from '../../lib/handshake/machine';
import { outputsOf, writesBetween, type Outputs } from '../../lib/handshake/outputs';

const WIRING = { hasEnable: true, hasTrigger: true };
const set = (name: keyof Inputs, value = true): HandshakeEvent => ({ type: 'signal', name, value });
const verdict = (decision: 'ok' | 'ng' | 'review' | 'error'): HandshakeEvent => ({ type: 'verdict', decision });
const TIMEOUT: HandshakeEvent = { type: 'timeout' };
const run = (from: Handshake, ...events: HandshakeEvent[]) =>
  events.reduce((now, event) => next(now, event, WIRING), from);

const low = [set('enable'), set('ack', false), set('trigger', false), set('reset', false)];
const ready = run(begin(), ...low);
const running = run(ready, set('trigger'));
const shown = run(running, verdict('ng'));
const failed = run(running, TIMEOUT);
const AT: Record<string, Handshake> = {
  preoperational: begin(),
  halted: run(ready, set('enable', false)),
  initialized: run(shown, set('ack')),
  ready,
  singleExecution: running,
  resultReady: shown,
  error: failed,
};

/** From, event, to, code. What is not listed changes nothing, see below. */
const TABLE: [State, string, HandshakeEvent, State, keyof typeof CODES][] = [
  ['halted', 'enable rises', set('enable'), 'ready', 'none'],
  ['initialized', 'trigger falls, acknowledgement still high', set('trigger', false), 'initialized', 'none'],
  ['ready', 'enable falls', set('enable', false), 'halted', 'none'],
  ['ready', 'trigger rises', set('trigger'), 'singleExecution', 'none'],
  ['singleExecution', 'OK', verdict('ok'), 'resultReady', 'none'],
  ['singleExecution', 'review', verdict('review'), 'resultReady', 'none'],
  ['singleExecution', 'not judged', verdict('error'), 'resultReady', 'notJudged'],
  ['singleExecution', 'no verdict in time', TIMEOUT, 'error', 'verdictLate'],
  ['singleExecution', 'enable falls', set('enable', false), 'halted', 'none'],
  ['resultReady', 'acknowledgement rises', set('ack'), 'initialized', 'none'],
  ['resultReady', 'no acknowledgement in time', TIMEOUT, 'error', 'ackLate'],
  ['resultReady', 'enable falls', set('enable', false), 'halted', 'none'],
  ['error', 'reset rises, trigger still high', set('reset'), 'initialized', 'none'],
  ['error', 'enable falls', set('enable', false), 'halted', 'none'],
];

describe('the handshake', () => {
  it.each(Object.entries(AT))('reaches %s', (state, at) => expect(at.state).toBe(state));

  it.each(TABLE)('in %s, %s: goes on', (from, _, event, state, code) => {
    expect(run(AT[from]!, event)).toMatchObject({ state, code });
  });

  it.each([
    ...Object.keys(AT).flatMap((state) => (state === 'singleExecution' ? [] : [[state, 'verdict', verdict('ok')]])),
    ...['preoperational', 'halted', 'initialized', 'ready', 'error'].map((state) => [state, 'timeout', TIMEOUT]),
  ] as [State, string, HandshakeEvent][])('in %s, %s: nothing follows', (state, _, event) => {
    expect(run(AT[state]!, event)).toBe(AT[state]);
  });

  it('is ready only when the lines of the last part are low', () => {
    const acknowledged = run(shown, set('ack'));
    expect(run(acknowledged, set('trigger', false)).state).toBe('initialized');
    expect(run(acknowledged, set('trigger', false), set('ack', false)).state).toBe('ready');
  });

  it.each([
    ['while the part is inspected', running],
    ['before the result was acknowledged', shown],
  ])('fails when the PLC triggers again %s', (_, at) => {
    expect(run(at, set('trigger', false), set('trigger'))).toMatchObject({ state: 'error', code: 'triggerTooSoon' });
  });

  it('does not take a level that was high before it ran for a trigger', () => {
    const begun = run(begin(), set('enable'), set('ack', false), set('trigger'));
    expect(begun).toMatchObject({ state: 'initialized', job: 0 });
    expect(run(begun, set('trigger', false)).state).toBe('ready');
  });

  it('counts the parts', () => {
    const again = run(shown, set('ack'), set('trigger', false), set('ack', false), set('trigger'));
    expect([running.job, again.job]).toEqual([1, 2]);
  });
});

describe('its outputs', () => {
  it('rise and fall around the result, never within it', () => {
    const order = (before: Handshake, after: Handshake) =>
      writesBetween(outputsOf(before), outputsOf(after)).map(([name, value]) => `${name}=${value}`);
    expect(order(ready, running)).toEqual(['ready=false', 'busy=true']);
    expect(order(running, shown)).toEqual(['busy=false', 'ng=true', 'resultReady=true']);
    expect(order(shown, AT.initialized!)).toEqual(['resultReady=false', 'ng=false']);
    expect(order(running, failed)).toEqual(['busy=false', 'errorCode=1', 'error=true']);
    expect(writesBetween(undefined, outputsOf(begin()))).toHaveLength(8);
  });
});

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('over 5000 events of chance (seed %i)', (seed) => {
  it('every accepted trigger ends in one result, one error or a halt, and outputs never contradict each other', () => {
    let state = seed;
    const dice = (sides: number) => (state = (state * 48_271) % 0x7fffffff) % sides;
    const pick = <T>(list: T[]) => list[dice(list.length)]!;
    const names: (keyof Inputs)[] = ['trigger', 'ack', 'enable', 'reset', 'trigger', 'ack'];
    const anyEvent = (): HandshakeEvent =>
      pick([
        () => set(pick(names), dice(2) === 0),
        () => set('enable'),
        () => verdict(pick(['ok', 'ng', 'review', 'error'] as const)),
        () => TIMEOUT,
      ])();

    let now = begin();
    const ends: Record<number, State[]> = {};
    for (let step = 0; step < 5000; step++) {
      const event = dice(9) > 0 ? anyEvent() : TIMEOUT;
      const after = next(now, event, WIRING);
      consistent(outputsOf(after));
      expect(after.job - now.job).toBe(after.state === 'singleExecution' && now.state === 'ready' ? 1 : 0);
      if (now.state === 'singleExecution' && after.state !== now.state) (ends[now.job] ??= []).push(after.state);
      now = after;
    }
    if (now.state === 'singleExecution') now = next(now, TIMEOUT, WIRING);
    const jobs = Object.entries(ends);
    expect(now.job).toBeGreaterThan(20);
    expect(jobs.length).toBeGreaterThanOrEqual(now.job - 1);
    for (const [, states] of jobs) {
      expect(states).toHaveLength(1);
      expect(['resultReady', 'error', 'halted']).toContain(states[0]);
    }
    // However it stands, the PLC can bring it back.
    expect(run(now, set('reset', false), ...low, set('reset')).state).toBe('ready');
  });
});

function consistent({ ready, busy, resultReady, ok, ng, review, error, errorCode }: Outputs): void {
  expect([ready, busy, resultReady, error].filter(Boolean).length).toBeLessThanOrEqual(1);
  expect([ok, ng, review].filter(Boolean)).toHaveLength(resultReady ? 1 : 0);
  expect(errorCode !== 0).toBe(error || errorCode === CODES.notJudged);
  if (errorCode === CODES.notJudged) expect(review).toBe(true);
}
