import { describe, expect, it } from 'vitest';
import type { InspectionMessage } from '../../nodes/shared/messages';
import { deploy, nextAt, nextOf, nodeOf, statusesOf, useNodeRed } from '../support/node-red';
import { judged } from './mqtt-result/node';

useNodeRed({ lang: 'ko' });

const handshake = (options: object = {}) => ({
  id: 'plc',
  type: 'plc-handshake',
  trigger: 'Trigger',
  ack: 'ResultAck',
  enable: '',
  reset: 'Reset',
  ready: 'ns=2;s=Ready',
  busy: '',
  resultReady: 'ns=2;s=ResultReady',
  ok: 'ns=2;s=OK',
  ng: 'ns=2;s=NG',
  review: 'ns=2;s=Review',
  error: 'ns=2;s=Error',
  errorCode: 'ns=2;s=ErrorCode',
  verdictSeconds: '0',
  ackSeconds: '0',
  wires: [['write'], ['all'], ['start']],
  ...options,
});
const helpers = ['write', 'all', 'start'].map((id) => ({ id, type: 'helper' }));
const send = (msg: object) => nodeOf('plc').receive(msg as never);
const written = (messages: InspectionMessage[]) => messages.map(({ topic, payload }) => `${topic} ${String(payload)}`);
const lastStatus = () => statusesOf('plc').at(-1);

/** Deploys; all outputs are told once, low. */
async function start(options: object = {}): Promise<void> {
  await deploy([handshake(options), ...helpers]);
  const [writes] = await Promise.all([nextOf('write', 7), nextAt('all')]);
  const texts = written(writes);
  expect(texts.every((text) => / (false|0)$/.test(text))).toBe(true);
}

/** Low lines, told as the given transport does. */
const told = {
  'an object': (trigger: boolean, ack: boolean) => send({ payload: { Trigger: trigger, ResultAck: ack } }),
  'OPC UA': (trigger: boolean, ack: boolean) => {
    send({ topic: 'ResultAck;datatype=Boolean', payload: ack });
    send({ topic: 'Trigger;datatype=Boolean', payload: trigger });
  },
  MQTT: (trigger: boolean, ack: boolean) => {
    send({ topic: 'plc/line-1/ResultAck', payload: String(ack) });
    send({ topic: 'plc/line-1/Trigger', payload: Buffer.from(trigger ? '1' : '0') });
  },
};

describe('plc-handshake', () => {
  it.each(Object.entries(told))('brings a part to its result over signals from %s', async (_, tell) => {
    await start();
    const first = nextOf('write', 1);
    tell(false, false);
    expect(written(await first)).toEqual(['ns=2;s=Ready true']);
    expect(lastStatus()).toMatchObject({ fill: 'green', text: '준비됨' });

    const started = nextAt('start');
    tell(true, false);
    expect(await started).toMatchObject({ handshake: { job: 1 } });

    const result = nextOf('write', 2);
    send({ payload: 'picture', inspection: judged('a', 'ng') });
    expect(written(await result)).toEqual(['ns=2;s=NG true', 'ns=2;s=ResultReady true']);

    const over = nextOf('write', 3);
    tell(true, true);
    tell(false, false);
    expect(written(await over)).toEqual(['ns=2;s=ResultReady false', 'ns=2;s=NG false', 'ns=2;s=Ready true']);
  });

  it('presents the verdicts of a camera that runs freely, one after the other as they are acknowledged', async () => {
    await start({ trigger: '' });
    const all = nextOf('all', 5);
    const ack = (level: boolean) => send({ payload: { ResultAck: level } });
    const shown = async (count: number, act: () => void) => {
      const writes = nextOf('write', count);
      act();
      return written(await writes);
    };
    expect(await shown(1, () => ack(false))).toEqual(['ns=2;s=Ready true']);
    expect(await shown(3, () => send({ inspection: judged('a', 'ng') }))).toEqual([
      'ns=2;s=Ready false',
      'ns=2;s=NG true',
      'ns=2;s=ResultReady true',
    ]);
    send({ inspection: judged('too soon', 'ok') });
    expect(await shown(2, () => ack(true))).toEqual(['ns=2;s=ResultReady false', 'ns=2;s=NG false']);
    expect(await shown(1, () => ack(false))).toEqual(['ns=2;s=Ready true']);
    expect((await shown(3, () => send({ inspection: judged('b', 'ok') })))[1]).toBe('ns=2;s=OK true');
    expect((await all).map(({ topic, handshake: told }) => `${topic} ${(told as { job: number }).job}`)).toEqual([
      'ready 0',
      'resultReady 1',
      'initialized 1',
      'ready 1',
      'resultReady 2',
    ]);
    const { warn } = nodeOf('plc') as unknown as { warn: { args: [string][] } };
    expect(warn.args.flat()).toEqual([expect.stringMatching(/^ERR_HANDSHAKE_UNEXPECTED \[too soon\]/)]);
  });

  it('reads bits by their number, as Modbus brings them', async () => {
    await start({ trigger: '0', ack: '3' });
    const all = nextAt('all');
    send({ payload: [false, true, true, 0] });
    expect(await all).toMatchObject({ topic: 'ready', payload: { ready: true, errorCode: 0 } });
  });

  it('presents a picture that could not be judged as review, with its code', async () => {
    await start();
    told['an object'](false, false);
    told['an object'](true, false);
    const result = nextOf('write', 5);
    send({
      inspection: {
        ...judged('a'),
        judgement: undefined,
        error: { code: 'ERR_IMAGE_DECODE', message: '', advice: '' },
      },
    });
    expect(written(await result).slice(-3)).toEqual([
      'ns=2;s=Review true',
      'ns=2;s=ErrorCode 10',
      'ns=2;s=ResultReady true',
    ]);
  });

  it('tells Catch nodes and the status of a failed handshake, and goes on after a reset', async () => {
    await start({ verdictSeconds: '0.01' });
    told['an object'](false, false);
    const caught = nextAt('caught');
    told['an object'](true, false);
    expect((await caught).error).toMatchObject({ message: expect.stringContaining('ERR_HANDSHAKE_VERDICT') });
    expect(lastStatus()).toMatchObject({ fill: 'red', text: '오류: 판정 지연' });
    const back = nextOf('write', 3);
    for (const Reset of [false, true]) send({ payload: { Trigger: false, Reset } });
    expect(written(await back)).toEqual(['ns=2;s=Error false', 'ns=2;s=ErrorCode 0', 'ns=2;s=Ready true']);
  });

  it('warns of a verdict that no part waits for, and leaves the frame as it is', async () => {
    await start();
    told['an object'](false, false);
    const inspection = judged('late');
    send({ inspection });
    const started = nextAt('start');
    told['an object'](true, false);
    expect(await started).toMatchObject({ handshake: { job: 1 } });
    const { warn } = nodeOf('plc') as unknown as { warn: { args: [string][] } };
    expect(warn.args.flat().filter((text) => text.startsWith('ERR_HANDSHAKE_UNEXPECTED [late]'))).toHaveLength(1);
    expect(inspection.error).toBeUndefined();
  });
});
