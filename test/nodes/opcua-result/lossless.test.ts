import helper from 'node-red-node-test-helper';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Inspection } from '../../../lib/inspection/record';
import { useFolder } from '../../support/folder';
import { unusedPort } from '../../support/line';
import { deploy, nodeOf, statusesOf, useNodeRed } from '../../support/node-red';
import { startOpcUaServer, type OpcUaServer } from '../../support/opcua';
import { layCable, type Cable } from '../../support/tcp-cable';
import { judged, reported } from '../mqtt-result/node';
import { useHome } from '../opcua-image/home';
import { endpoint } from '../opcua-image/node';
import { opcuaResult, toldIn } from './node';

useNodeRed({ lang: 'ko' });
const folder = useFolder();
const home = useHome();
let server: OpcUaServer;
let cable: Cable;
/** What earlier servers told before they were killed. */
let earlier = '';

beforeEach(async () => {
  earlier = '';
  server = await startOpcUaServer({ port: await unusedPort(), folder: home.path });
  cable = await layCable(server.port);
});
afterEach(async () => {
  await helper.unload();
  await cable.end();
  await server.kill();
});

async function start(options: object = {}): Promise<void> {
  helper.settings({ lang: 'ko', userDir: folder.userDir });
  await deploy([endpoint(`opc.tcp://127.0.0.1:${cable.port}`), opcuaResult(options)] as never);
}
/** What it took until the very end counts. */
async function killServer(): Promise<void> {
  await server.kill();
  earlier += server.log();
}
async function restartServer(): Promise<void> {
  await killServer();
  server = await startOpcUaServer({ port: server.port, folder: home.path });
}
const send = (inspection: Inspection) => nodeOf('result').receive({ payload: 'picture', inspection } as never);
const told = <Told>() => toldIn<Told>(earlier + server.log());
const shownAfter = (seen: number, text: RegExp) =>
  folder.until(() =>
    Promise.resolve(
      statusesOf('result')
        .slice(seen)
        .some((status) => text.test(status.text)),
    ),
  );
const parts = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `part ${from + index}`);

describe('opcua-result', { timeout: 120_000 }, () => {
  it('writes 300 results in order, none counted twice, over cuts while it writes', async () => {
    await start();
    const wanted = parts(0, 300);
    for (const [number, id] of wanted.entries()) {
      send(judged(id));
      if (number % 100 !== 50) continue;
      await folder.until(() => Promise.resolve(told().length >= number - 40));
      cable.cut();
      cable.mend();
    }
    await folder.until(() => Promise.resolve(told<{ Id: string }>().some(({ Id }) => Id === wanted.at(-1))));
    const all = told<{ Id: string; Counter: number; Serial: string }>();
    expect(all.map(({ Id }) => Id)).toEqual(wanted);
    expect(all.map(({ Counter }) => Counter)).toEqual(wanted.map((_, index) => (index % 255) + 1));
    expect(all.every(({ Id, Serial }) => Serial === `S-${Id}`)).toBe(true);
  });

  it('keeps what is made while the server is down, over a restart of its own, the newest last', async () => {
    await start();
    send(judged('part 0'));
    await folder.until(() => Promise.resolve(told().length === 1));
    const seen = statusesOf('result').length;
    await killServer();
    await shownAfter(seen, /서버 끊김/);
    for (const id of parts(1, 20)) send(judged(id));
    await shownAfter(seen, /서버 끊김 · 19/);
    await helper.unload();
    await start();
    for (const id of parts(20, 30)) send(judged(id));
    server = await startOpcUaServer({ port: server.port, folder: home.path });
    await folder.until(() => Promise.resolve(told().length === 30));
    await folder.until(() => Promise.resolve(statusesOf('result').at(-1)?.text === '연결됨'));
    expect(told<{ Id: string }>().map(({ Id }) => Id)).toEqual(parts(0, 30));
  });

  it('calls a method at least once for each result, verdict before report, over kills of the server', async () => {
    await start({ to: 'method' });
    let made = 0;
    for (const upTo of [40, 80, 120]) {
      for (; made < upTo; made++) {
        send(judged(`part ${made}`));
        send(reported(`part ${made}`));
      }
      await folder.until(() => Promise.resolve(told().length >= upTo));
      await restartServer();
    }
    const texts = () => told<[id: string, decision: number, text: string]>().map(([id, , text]) => `${id} ${text}`);
    await folder.until(() => Promise.resolve(new Set(texts()).size >= 240));
    const all = texts();
    const once = [...new Set(all)];
    expect(once).toHaveLength(240);
    for (const id of parts(0, 120)) expect(all.indexOf(`${id} `)).toBeLessThan(all.indexOf(`${id} 찍힘 1곳`));
    // Only what was under way when the server was killed comes twice.
    expect(all.length).toBeLessThanOrEqual(240 + 3);
  });
});
