import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useFolder } from '../support/folder';
import { installPack, startInstalled } from '../support/installed';

const folder = useFolder();

interface FlowNode {
  id: string;
  type: string;
  z?: string;
  name?: string;
  verdictSeconds?: string;
  wires?: string[][];
}

it('the example judges a part at a trigger, is acknowledged, and is ready for the next', async () => {
  const example = JSON.parse(
    await readFile(join(__dirname, '../../examples/plc-handshake.json'), 'utf8'),
  ) as FlowNode[];
  const plc = example.find(({ type }) => type === 'plc-handshake')!;
  const trigger = example.find(({ name }) => name === '트리거')!;
  const log = join(folder.userDir, 'states.txt');
  const state = {
    id: 'state',
    type: 'change',
    z: plc.z,
    x: 0,
    y: 0,
    rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'topic', tot: 'msg' }],
    wires: [['file']],
  };
  const file = { id: 'file', type: 'file', z: plc.z, x: 0, y: 0, filename: log, filenameType: 'str', wires: [[]] };
  plc.wires![1]!.push('state');
  plc.verdictSeconds = '0'; // the first verdict waits for the model
  await installPack(folder.userDir);
  const gateway = await startInstalled(folder.userDir);
  await gateway.deploy([...example, state, { ...file, appendNewline: true, overwriteFile: 'false' }]);
  const states = async () => (await readFile(log, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  const readyTimes = async () => (await states()).filter((each) => each === 'ready').length;
  for (const part of [1, 2]) {
    await folder.until(async () => (await readyTimes()) === part);
    const { status } = await gateway.ask(`/inject/${trigger.id}`, { method: 'POST' });
    expect(status).toBe(200);
  }
  await folder.until(async () => (await readyTimes()) === 3);
  await gateway.stop();
  const part = ['ready', 'singleExecution', 'resultReady'];
  const seen = (await states()).filter((each) => each !== 'initialized');
  expect(seen).toEqual(['preoperational', ...part, ...part, 'ready']);
}, 120_000);
