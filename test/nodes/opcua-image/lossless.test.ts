import helper from 'node-red-node-test-helper';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InspectionMessage } from '../../../nodes/shared/messages';
import { useFolder } from '../../support/folder';
import { unusedPort } from '../../support/line';
import { deploy, nodeOf, statusesOf, useNodeRed } from '../../support/node-red';
import { startOpcUaServer, type OpcUaServer } from '../../support/opcua';
import { frameOf, numberOf } from '../../support/frames';
import { layCable, type Cable } from '../../support/tcp-cable';
import { useHome } from './home';
import { endpoint, opcuaImage } from './node';

useNodeRed({ lang: 'ko' });
const folder = useFolder();
const home = useHome();
const LARGE = 20 << 20;
let server: OpcUaServer;
let cable: Cable;
beforeAll(async () => {
  server = await startOpcUaServer({ port: await unusedPort(), folder: home.path, empty: true });
});
afterAll(() => server.kill());
beforeEach(async () => {
  cable = await layCable(server.port);
});
afterEach(() => cable.end());

interface Arrived {
  numbers: number[];
  ids: Set<string>;
  /** Resolves when so many have arrived. */
  count(enough: number): Promise<void>;
}

async function start(options: object = {}): Promise<Arrived> {
  helper.settings({ lang: 'ko', userDir: home.path });
  await deploy([
    endpoint(`opc.tcp://127.0.0.1:${cable.port}`),
    opcuaImage(options),
    { id: 'out', type: 'helper' },
  ] as never);
  const numbers: number[] = [];
  const ids = new Set<string>();
  nodeOf('out').on('input', ((msg: InspectionMessage) => {
    const frame = msg.payload as Buffer;
    const number = numberOf(frame);
    if (!frame.equals(frameOf(number, frame.length > 1e6 ? LARGE : undefined))) throw new Error(`damaged: ${number}`);
    numbers.push(number);
    ids.add(msg.inspection!.id);
  }) as never);
  await statusAfter(0, '연결됨');
  return { numbers, ids, count: (enough) => folder.until(() => Promise.resolve(numbers.length >= enough)) };
}

/** Waits for a status later than the first `seen` ones. */
const statusAfter = (seen: number, text: string) =>
  folder.until(() =>
    Promise.resolve(
      statusesOf('camera')
        .slice(seen)
        .some((each) => each.text === text),
    ),
  );
const warnings = () => (nodeOf('camera').warn as unknown as { args: [string][] }).args.map(([text]) => text);
const upTo = (end: number, from = 1) => Array.from({ length: end - from }, (_, index) => from + index);

describe('opcua-image', () => {
  it('loses none of 1,000 pictures, five of 20 MiB, over three breaks of the connection', async () => {
    const { numbers, ids, count } = await start();
    const shown = server.order({ kind: 'stream', from: 1, to: 1001, everyMs: 2, large: { every: 200, bytes: LARGE } });
    for (const enough of [150, 450, 700]) {
      await count(enough);
      const seen = statusesOf('camera').length;
      cable.cut();
      await statusAfter(seen, '서버 끊김');
      cable.mend();
    }
    await shown;
    await count(1000);
    expect([...numbers].sort((one, other) => one - other)).toEqual(upTo(1001));
    expect(ids.size).toBe(1000);
    expect(warnings().filter((text) => /LOST|OVERFLOW|RECREATED/.test(text))).toEqual([]);
  });

  it('loses none when the connection breaks again and again, also while it is being restored', async () => {
    const { numbers } = await start();
    const large = { every: 100, bytes: LARGE };
    const shown = server.order({ kind: 'stream', from: 5001, to: 5401, everyMs: 2, large });
    // In bytes from one cut to the next: in a large picture, in what is asked for again, in the middle of a greeting.
    for (const bytes of [5e6, 9e6, 1e7, 6e6, 2e5, 8e6, 1e6, 300, 9e6, 5e6]) {
      await cable.cutAfter(bytes);
      cable.mend();
    }
    await shown;
    const arrived = () => numbers.filter((number) => number > 5000);
    await folder.until(() => Promise.resolve(arrived().length >= 400));
    expect(arrived().sort((one, other) => one - other)).toEqual(upTo(5401, 5001));
    expect(warnings().filter((text) => /LOST|OVERFLOW|RECREATED|SILENT/.test(text))).toEqual([]);
  }, 120_000);

  it('waits for a server that is frozen, says so, and loses nothing', async () => {
    const { numbers, count } = await start();
    await count(1);
    const before = numbers.length;
    const seen = statusesOf('camera').length;
    server.freeze(true);
    const shown = server.order({ kind: 'stream', from: 2001, to: 2051, everyMs: 1 });
    await statusAfter(seen, '수신 없음');
    server.freeze(false);
    await shown;
    await count(before + 50);
    expect(numbers.slice(before).sort()).toEqual(upTo(2051, 2001));
  });

  it('says that pictures are lost when the queue at the server was too short', async () => {
    const { count } = await start({ queueSize: '3' });
    await count(1);
    const seen = statusesOf('camera').length;
    cable.cut();
    await statusAfter(seen, '서버 끊김');
    await server.order({ kind: 'stream', from: 3001, to: 3021, everyMs: 1 });
    cable.mend();
    await statusAfter(seen, '사진 유실');
    expect(warnings()).toContainEqual(expect.stringMatching(/^ERR_OPCUA_OVERFLOW: .*대기열이 가득 찼습니다\(3\)/));
  });

  it('goes on after the server was killed and started again, and says what that may have cost', async () => {
    const { numbers, count } = await start();
    await count(1);
    const seen = statusesOf('camera').length;
    await server.kill();
    await statusAfter(seen, '서버 끊김');
    server = await startOpcUaServer({ port: server.port, folder: home.path, empty: true });
    await folder.until(() => Promise.resolve(warnings().some((text) => text.startsWith('ERR_OPCUA_RECREATED'))));
    await statusAfter(seen, '연결됨');
    await server.order({ kind: 'stream', from: 4001, to: 4101, everyMs: 1 });
    await count(101);
    expect(numbers.slice(1)).toEqual(upTo(4101, 4001));
  });
});
