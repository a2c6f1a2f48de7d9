import { describe, expect, it } from 'vitest';
import type { Code } from '../../lib/handshake/machine';
import type { Outputs } from '../../lib/handshake/outputs';
import { HandshakeRunner, type Time } from '../../lib/handshake/runner';

/** A station whose time stands still until it is moved. */
function station() {
  let now = 1_000_000;
  let due: { at: number; work: () => void } | undefined;
  const time: Time = {
    wall: () => now,
    after: (ms, work) => {
      const own = { at: now + ms, work };
      due = own;
      return () => void (due = due === own ? undefined : due);
    },
  };
  const seen = { outputs: {} as Outputs, writes: [] as string[], jobs: [] as number[], failures: [] as Code[] };
  const options = { hasEnable: false, hasTrigger: true, verdictMs: 2000, ackMs: 5000 };
  const runner = new HandshakeRunner(
    options,
    {
      changed: (_, outputs, writes) => {
        seen.outputs = outputs;
        seen.writes.push(...writes.map(([name, value]) => `${name}=${value}`));
      },
      started: (job) => seen.jobs.push(job),
      failed: (code) => seen.failures.push(code),
    },
    time,
  );
  const pass = (ms: number) => {
    now += ms;
    if (due && due.at <= now) due.work();
  };
  runner.start();
  runner.signal('ack', false);
  runner.signal('trigger', false);
  const acknowledge = () => {
    runner.signal('ack', true);
    runner.signal('trigger', false);
    runner.signal('ack', false);
  };
  return { runner, seen, pass, acknowledge, now: () => now };
}

describe('a station', () => {
  it('brings part after part to its result', () => {
    const { runner, seen, acknowledge } = station();
    for (const decision of ['ok', 'ng', 'review'] as const) {
      runner.signal('trigger', true);
      expect(seen.outputs).toMatchObject({ busy: true, ready: false });
      expect(runner.verdict({ decision })).toBe(true);
      expect(seen.outputs).toMatchObject({ resultReady: true, [decision]: true });
      acknowledge();
      expect(seen.outputs).toMatchObject({ ready: true, resultReady: false, [decision]: false });
    }
    expect(seen.jobs).toEqual([1, 2, 3]);
    expect(seen.failures).toEqual([]);
  });

  it('tells the PLC when no verdict comes in time, and never presents it as the next part’s', () => {
    const { runner, seen, pass, now } = station();
    runner.signal('trigger', true);
    const late = { decision: 'ok' as const, receivedAt: now() + 10 };
    pass(2000);
    expect(seen.outputs).toMatchObject({ error: true, errorCode: 1, busy: false });
    expect(seen.failures).toEqual(['verdictLate']);
    expect(runner.verdict(late)).toBe(false);

    runner.signal('trigger', false);
    runner.signal('reset', false);
    runner.signal('reset', true);
    runner.signal('trigger', true);
    expect(runner.verdict(late)).toBe(false);
    expect(runner.verdict({ decision: 'ng', receivedAt: now() + 20 })).toBe(true);
    expect(seen.outputs).toMatchObject({ ng: true, ok: false });
  });

  it('waits as long as it may, from each step anew', () => {
    const { runner, seen, pass } = station();
    runner.signal('trigger', true);
    pass(1999);
    expect(runner.verdict({ decision: 'ok' })).toBe(true);
    pass(4999);
    expect(seen.outputs.resultReady).toBe(true);
    pass(1);
    expect(seen.outputs).toMatchObject({ error: true, errorCode: 2, ok: false, resultReady: false });
  });

  it.each([
    ['job', { job: 1 }, { job: 2 }],
    ['serial', { serial: 'old' }, { serial: 'S-2' }],
  ])('knows by the %s whose verdict it is', (_, other, own) => {
    const { runner, acknowledge } = station();
    runner.signal('trigger', true, 'old');
    runner.verdict({ decision: 'ok' });
    acknowledge();
    runner.signal('trigger', true, 'S-2');
    expect(runner.verdict({ decision: 'ok', ...other })).toBe(false);
    expect(runner.verdict({ decision: 'ng', ...own })).toBe(true);
  });
});
