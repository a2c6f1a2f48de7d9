import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Inspection } from '../../../lib/inspection/record';
import type { Inbox } from '../../../lib/queue/inbox';
import { useFolder } from '../../support/folder';
import { unusedPort } from '../../support/line';
import { deploy, nextAt, nodeOf, statusesOf, useNodeRed } from '../../support/node-red';
import { startOpcUaServer, type OpcUaServer } from '../../support/opcua';
import { judged, reported } from '../mqtt-result/node';
import { useHome } from '../opcua-image/home';
import { endpoint } from '../opcua-image/node';
import { opcuaResult, row, toldIn } from './node';

useNodeRed({ lang: 'ko' });
const folder = useFolder();
const home = useHome();
let server: OpcUaServer;
/** Results of earlier tests in the server's log. */
let before = 0;
const startServer = async (port?: number) => {
  server = await startOpcUaServer({ port: port ?? (await unusedPort()), folder: home.path });
  before = 0;
};
beforeAll(() => startServer());
afterAll(() => server.kill());
beforeEach(() => {
  before = toldIn(server.log()).length;
});

async function start(options: object = {}): Promise<void> {
  helper.settings({ lang: 'ko', userDir: folder.userDir });
  await deploy([endpoint(server.url), opcuaResult(options)] as never);
}
const send = (inspection: Inspection) => nodeOf('result').receive({ payload: 'picture', inspection } as never);
const told = <Told = Record<string, unknown>>() => toldIn<Told>(server.log()).slice(before);
const arrived = (count: number) => folder.until(() => Promise.resolve(told().length >= count));
const shows = (text: string | RegExp) =>
  folder.until(() => Promise.resolve(statusesOf('result').some((status) => status.text?.match(text))));
const outbox = (room: string) =>
  readdir(join(folder.userDir, 'gyeol-outbox/opcua-result-result', room)).catch(() => [] as string[]);
const kept = (count: number) => folder.until(async () => (await outbox('waiting')).length === count);
const counts = () => told<{ Counter: number }>().map(({ Counter }) => Counter);

describe('opcua-result', () => {
  it('has written all of a frame when the counter changes, and counts on from what the server shows', async () => {
    await start();
    send(judged('a'));
    send(judged('b', 'ok'));
    await arrived(2);
    const [first] = counts();
    expect(told()).toMatchObject([
      { Id: 'a', Decision: 2, Ok: false, Serial: 'S-a', Counter: first },
      { Id: 'b', Decision: 1, Ok: true, Serial: 'S-b', Counter: first! + 1 },
    ]);
    await kept(0);
    await shows('연결됨');
    await helper.unload();
    await start();
    send(judged('c'));
    await arrived(3);
    expect(counts().at(-1)).toBe(first! + 2);
  });

  it('writes each type that a server asks for, and nothing of the last frame where a record lacks it', async () => {
    const variables = [
      row('Id', 'id'),
      row('Label', 'label_ko'),
      row('Score', 'score'),
      row('Length', 'regions[0].length.mm'),
      row('Part', 'frame.seq'),
      row('At', 'frame.judgedAt'),
      row('Text', 'judgement.reason', 'verdict', '3'),
      row('Any', 'score'),
      row('Counter', 'counter'),
    ];
    await start({ variables });
    const sized = judged('sized');
    sized.frame.seq = 2 ** 40 + 7;
    sized.regions = [{ length: { px: 10, mm: 1.25 } }] as never;
    send(sized);
    send(judged('bare'));
    await arrived(2);
    expect(told()).toMatchObject([
      {
        Label: { text: '찍힘' },
        Score: Math.fround(0.91234),
        Length: 1.25,
        Part: [256, 7],
        At: '2026-11-26T00:00:00.000Z',
        Text: 'def',
        Any: 0.91234,
      },
      { Id: 'bare', Length: 0, Part: [0, 0] },
    ]);
  });

  it('begins again at 1 after the greatest number of the counter’s type', async () => {
    await start();
    for (const enough of [150, 300]) {
      for (let number = enough - 150; number < enough; number++) send(judged(`part ${number}`));
      await arrived(enough);
    }
    const all = counts();
    for (const [index, count] of all.slice(1).entries()) expect(count).toBe(all[index] === 255 ? 1 : all[index]! + 1);
    expect(all).toContain(255);
  });

  it('calls a method with verdict and report, with as many arguments as it has', async () => {
    await start({ to: 'method' });
    send(reported('a'));
    send(judged('a'));
    await arrived(2);
    expect(told<unknown[]>().sort()).toEqual([
      ['a', 2, ''],
      ['a', 2, '찍힘 1곳'],
    ]);
    await helper.unload();

    await start({ to: 'method', arguments: [{ property: 'id' }] });
    const caught = nextAt('caught');
    send(judged('b'));
    expect((await caught).error).toMatchObject({
      message: expect.stringMatching(/ERR_OPCUA_ARGUMENTS \[verdict:b\].*3개\(Id, Decision, Text\)/),
    });
  });

  it.each([
    ['an unknown node', { variables: [row('Nothing', 'id')] }, /ERR_OPCUA_RESULT .*Result\.Nothing.*BadNodeIdUnknown/],
    ['one that cannot be written', { variables: [row('Id', 'id'), row('Locked', 'id')] }, /Locked.*BadNotWritable/],
    ['another type', { variables: [row('Id', 'id'), row('Decision', 'serial')] }, /ERR_OPCUA_CONVERT .*UInt16/],
    ['an array', { variables: [row('List', 'id')] }, /ERR_OPCUA_CONVERT .*array/],
    ['no method', { to: 'method', methodId: 'ns=1;s=Result.Id' }, /ERR_OPCUA_/],
  ])('keeps a result for %s as a dead letter with its reason, without a second report', async (_, options, reason) => {
    await start(options);
    const caught = nextAt('caught');
    send(judged('a'));
    const { error, inspection } = (await caught) as { error?: unknown; inspection?: unknown };
    expect(error).toMatchObject({ message: expect.stringMatching(reason) });
    expect(inspection).toBeUndefined();
    expect(told()).toEqual([]);
    expect((await outbox('dead')).length).toBe(2);
    await shows('실패 1');
  });

  it('lets a dead letter try again by the form as it is then', async () => {
    await start({ variables: [row('Nothing', 'id')] });
    const caught = nextAt('caught');
    send(judged('a'));
    await caught;
    await helper.unload();
    await start();
    const store = await (nodeOf('result') as unknown as { inbox: () => Promise<Inbox> }).inbox();
    expect(await store.tryAgain(store.deadLetters()[0]!.entry.seq)).toBe(true);
    await arrived(1);
    expect(told()).toMatchObject([{ Id: 'a' }]);
  });

  it('waits while a device behind the server is away, in order, and says so', async () => {
    await server.order({ kind: 'refuse', status: 'BadDeviceFailure' });
    await start();
    for (const id of ['a', 'b']) send(judged(id));
    await shows(/서버 대기 · 2/);
    await server.order({ kind: 'refuse' });
    await arrived(2);
    expect(told().map(({ Id }) => Id)).toEqual(['a', 'b']);
    await kept(0);
  });

  it('keeps what the server refuses for good, and goes on with the next', async () => {
    await server.order({ kind: 'refuse', status: 'BadOutOfRange' });
    await start({ to: 'method' });
    const caught = nextAt('caught');
    send(judged('a'));
    expect((await caught).error).toMatchObject({ message: expect.stringMatching(/ERR_OPCUA_RESULT.*BadOutOfRange/) });
    await server.order({ kind: 'refuse' });
    send(judged('b'));
    await arrived(1);
    expect(told()).toEqual([['b', 2, '']]);
  });

  it('does not count where the server refused one of the values, lest the last frame’s be read beside the new id', async () => {
    await start();
    send(judged('a'));
    await arrived(1);
    await server.order({ kind: 'refuse', status: 'BadOutOfRange', name: 'Decision' });
    const caught = nextAt('caught');
    send(judged('b', 'ok'));
    expect((await caught).error).toMatchObject({ message: expect.stringMatching(/Result\.Decision.*BadOutOfRange/) });
    await server.order({ kind: 'refuse' });
    send(judged('c', 'ok'));
    await arrived(2);
    expect(told().map(({ Id, Decision }) => `${Id} ${Decision}`)).toEqual(['a 2', 'c 1']);
    expect(counts()[1]).toBe((counts()[0]! % 255) + 1);
  });

  it('tells only what its rows ask for', async () => {
    await start({ variables: [row('Text', 'text_ko', 'report'), row('Counter', 'counter', 'report')] });
    send(judged('a'));
    send(reported('a'));
    await arrived(1);
    expect(told()).toMatchObject([{ Text: '찍힘 1곳' }]);
    await kept(0);
  });

  it.each([
    [{ endpoint: '' }, 'endpoint'],
    [{ variables: [{ ...row('Id', ''), property: ' ' }] }, 'property'],
    [{ variables: [{ ...row('Id', 'id'), nodeId: 'Result.Id' }] }, 'nodeId'],
    [{ to: 'method', arguments: [{ property: 'counter' }] }, 'arguments'],
  ])('refuses the settings %o', async (options, option) => {
    await start(options);
    const errors = () => (nodeOf('result').error as unknown as { args: [object][] }).args.map(([error]) => error);
    await folder.until(() => Promise.resolve(errors().length > 0));
    expect(errors()).toMatchObject([{ code: 'ERR_OPTIONS', parameters: { option } }]);
  });
});
