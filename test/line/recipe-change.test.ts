import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useFolder } from '../support/folder';
import { installPack, logging, startInstalled } from '../support/installed';

const folder = useFolder();

type FlowNode = { id: string; type: string; name: string; z?: string; url?: string; wires?: string[][] };

it('the example imports two recipes and judges a picture by the product the line is set to', async () => {
  const path = join(__dirname, '../../examples/recipe-change.json');
  const example = JSON.parse(await readFile(path, 'utf8')) as FlowNode[];
  const named = (name: string) => example.find((node) => node.name === name)!;
  const clip = example.find(({ type }) => type === 'clip-filter')!;
  for (const output of [...clip.wires!, ...named('가져오기').wires!]) output.push('work');
  const log = join(folder.userDir, 'told.txt');
  const line = `msg.inspection ? [msg.inspection.recipe.id, msg.inspection.judgement.decision].join() : msg.payload.recipes.length`;
  const logged = logging(log, line, 'work').map((node) => ({ z: clip.z, x: 0, y: 0, ...node }));
  logged.at(-1)!.wires = [[]];
  await installPack(folder.userDir);
  const gateway = await startInstalled(folder.userDir);
  named('가져오기').url = `${gateway.address}/inspection-recipe/import`;
  await gateway.deploy([...example, ...logged]);
  const told = async () => (await readFile(log, 'utf8').catch(() => '')).trim().split('\n').filter(Boolean);
  const press = async (name: string) =>
    expect((await gateway.ask(`/inject/${named(name).id}`, { method: 'POST' })).status).toBe(200);
  const until = (count: number) => folder.until(async () => (await told()).length === count);

  await press('① 레시피 두 개 들여오기');
  await until(2);
  await press('③ 인쇄가 있는 부품 사진');
  await until(3);
  await press('④ 품번 P-200이 붙은 사진');
  await until(4);
  await press('② 인쇄 제품으로 교체');
  await press('③ 인쇄가 있는 부품 사진');
  await until(5);
  await gateway.stop();
  expect((await told()).slice(2)).toEqual(['예제 민무늬,review', '예제 인쇄,ok', '예제 인쇄,ok']);
}, 120_000);
