import helper from 'node-red-node-test-helper';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unusedPort } from '../../support/line';
import { useFolder } from '../../support/folder';
import { deploy, nextAt, nextOf, nodeOf, statusesOf, useNodeRed } from '../../support/node-red';
import { startOpcUaServer, type OpcUaServer } from '../../support/opcua';
import { frameOf, numberOf } from '../../support/frames';
import { useHome } from './home';
import { endpoint, opcuaImage } from './node';

useNodeRed({ lang: 'ko' });
const folder = useFolder();
const home = useHome();
let server: OpcUaServer;
beforeAll(async () => {
  server = await startOpcUaServer({ port: await unusedPort(), folder: home.path });
});
afterAll(() => server.kill());

const out = { id: 'out', type: 'helper' };
const shows = (text: string) =>
  folder.until(() => Promise.resolve(statusesOf('camera').some((each) => each.text === text)));
const start = (options: object = {}, url = server.url) => {
  helper.settings({ lang: 'ko', userDir: home.path });
  return deploy([endpoint(url), opcuaImage(options), out] as never);
};
const read = (msg: object = {}) => nodeOf('camera').receive(msg as never);

describe('opcua-image', () => {
  it('puts out each change of a variable as a frame whose id the server can repeat', async () => {
    await start();
    expect((await nextAt('out')).inspection).toMatchObject({
      part: { line: 'A', station: 'weld' },
      frame: { source: 'factory/A/weld/image', format: 'bmp', width: 64 },
    });
    const next = nextAt('out');
    await server.order({ kind: 'show', number: 1 });
    const { inspection, payload, topic } = await next;
    expect(topic).toBe('factory/A/weld/image');
    expect(frameOf(1).equals(payload as Buffer)).toBe(true);
    expect(inspection!.id).toMatch(/^factory\/A\/weld\/image@\d{4}-.*Z/);
    expect(new Date(inspection!.frame.capturedAt!).toISOString()).toBe(inspection!.id.split('@')[1]);

    await helper.unload();
    await start();
    expect((await nextAt('out')).inspection!.id).toBe(inspection!.id);
  });

  it('reads on demand, and marks what it has read before', async () => {
    await start({ when: 'input', topic: '' });
    await shows('연결됨');
    await server.order({ kind: 'show', number: 2, bytes: 20 << 20 });
    const two = nextOf('out', 2);
    read({ part: { serial: 'S-1' } });
    read();
    const [one, again] = await two;
    expect(frameOf(2, 20 << 20).equals(one!.payload as Buffer)).toBe(true);
    expect(one!.inspection).toMatchObject({ part: { serial: 'S-1' } });
    expect(one!.inspection!.id).toMatch(/^ns=1;s=Camera1\.Image@/);
    expect(again!.inspection).toMatchObject({ id: one!.inspection!.id, duplicate: true });
  });

  it('reads a FileType to its end when the trigger changes', async () => {
    await start({ from: 'file', nodeId: 'ns=1;s=Camera1.File', trigger: 'ns=1;s=Camera1.Count' });
    await shows('연결됨');
    const next = nextAt('out');
    await server.order({ kind: 'file', number: 7, bytes: 20 << 20 });
    const { payload, inspection } = await next;
    expect(frameOf(7, 20 << 20).equals(payload as Buffer)).toBe(true);
    expect(inspection!.frame).toMatchObject({ seq: 7, width: 2048 });

    const caught = nextAt('caught');
    await server.order({ kind: 'file', number: 8, short: 100 });
    expect((await caught).error).toMatchObject({
      message: expect.stringMatching(/ERR_OPCUA_FILE.*바이트에서 끝났습니다/),
    });
  });

  it('tells what it cannot read', async () => {
    await start({ when: 'input' });
    await shows('연결됨');
    const caught = nextAt('caught');
    read({ nodeId: 'ns=1;s=Nowhere' });
    expect((await caught).error).toMatchObject({ message: expect.stringMatching(/ERR_OPCUA_VALUE.*BadNodeIdUnknown/) });
  });

  it('raises the watchdog over a subscription that has fallen silent, and subscribes anew', async () => {
    await server.order({ kind: 'show', number: 10 });
    await start({ silentSeconds: '1' });
    await nextAt('out');
    await server.order({ kind: 'mute' });
    const next = nextAt('out');
    await server.order({ kind: 'show', number: 11 });
    expect(numberOf((await next).payload as Buffer)).toBe(11);
    const errors = (nodeOf('camera').error as unknown as { args: [Error][] }).args.map(([{ message }]) => message);
    expect(errors).toEqual([expect.stringMatching(/^ERR_OPCUA_SILENT: .*\d초 동안 아무것도 오지 않아/)]);
  });
});
