import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { describe, expect, it } from 'vitest';
import type { InspectionMessage } from '../../../nodes/shared/messages';
import { deploy, nextAt, nextOf, nodeOf, statusesOf, useNodeRed } from '../../support/node-red';
import { imageFolder, pictureOf, useFolder } from '../../support/folder';

useNodeRed({ lang: 'ko' });
const folder = useFolder();

const out = { id: 'out', type: 'helper' };
/** A helper that brings finished frames back to the node. */
const back = { id: 'back', type: 'helper', wires: [['folder']] };

async function start(options: object = {}, ...others: { id: string; type: string }[]) {
  helper.settings({ lang: 'ko', userDir: folder.userDir });
  await deploy([imageFolder(folder.path, options), out, ...others] as never);
}
const finish = (msg: InspectionMessage) => nodeOf('back').send(msg);
const nameOf = (msg: InspectionMessage) => msg.topic;
const nextStatus = (text: string) =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (statusesOf('folder').some((status) => status.text === text)) resolve();
      else setImmediate(look);
    };
    look();
  });

describe('image-folder', () => {
  it('puts out what was there and what comes, once, oldest first, with id, size and the part from the path', async () => {
    await folder.put('1라인/용접/나중.jpg', await pictureOf(2));
    await folder.put('1라인/용접/처음.jpg', await pictureOf(1));
    await utimes(join(folder.path, '1라인/용접/처음.jpg'), 1000, 1000);
    await writeFile(join(folder.path, '메모.txt'), 'not a picture');
    await start({ recursive: true, topicPattern: '+line/+station/+serial' });
    const three = nextOf('out', 3);
    await folder.put('2라인/도장/셋째.JPG'.normalize('NFD'), await pictureOf(3));
    const messages = await three;
    expect(messages.map(nameOf)).toEqual(['1라인/용접/처음.jpg', '1라인/용접/나중.jpg', '2라인/도장/셋째.JPG']);
    expect(messages[0]!.payload).toEqual(await readFile(join(folder.path, '1라인/용접/처음.jpg')));
    expect(messages[0]!.inspection).toMatchObject({
      schema: 1,
      part: { line: '1라인', station: '용접', serial: '처음' },
      frame: { source: join(folder.path, '1라인/용접/처음.jpg'), format: 'jpeg', width: 64, height: 48 },
    });
    expect(messages[0]!.inspection!.id).toMatch(/^사진 폴더\/1라인\/용접\/처음\.jpg#19700101T001640000Z-\d+$/);
    expect(new Set(messages.map(({ inspection }) => inspection!.id)).size).toBe(3);
  });

  it('waits for a picture under a temporary name, and for the rest of a half-written one', async () => {
    const bytes = await pictureOf(1);
    await writeFile(join(folder.path, 'a.jpg.part'), bytes);
    await writeFile(join(folder.path, 'half.jpg'), bytes.subarray(0, 500));
    await start();
    const first = nextAt('out');
    await folder.put('b.jpg', bytes);
    expect(nameOf(await first)).toBe('b.jpg');
    const both = nextOf('out', 2);
    await rename(join(folder.path, 'a.jpg.part'), join(folder.path, 'a.jpg'));
    await writeFile(join(folder.path, 'half.jpg'), bytes.subarray(500), { flag: 'a' });
    const messages = await both;
    expect(messages.map(nameOf).sort()).toEqual(['a.jpg', 'half.jpg']);
    expect(messages.every(({ payload }) => bytes.equals(payload as Buffer))).toBe(true);
  });

  it('moves a transfer that broke off aside, with the reason, and tells Catch once', async () => {
    await writeFile(join(folder.path, 'half.jpg'), (await pictureOf(1)).subarray(0, 500));
    await start({ giveUpSeconds: '0.2' });
    const { inspection, error } = (await nextAt('caught')) as InspectionMessage & { error: { message: string } };
    expect(inspection).toMatchObject({ error: { code: 'ERR_IMAGE_INCOMPLETE' } });
    expect(error.message).toContain(inspection!.id);
    await folder.until(async () => (await folder.names('failed')).length === 2);
    expect(await folder.names('failed')).toEqual(['half.jpg', 'half.jpg.reason.json']);
    const reason = JSON.parse(await readFile(join(folder.path, 'failed/half.jpg.reason.json'), 'utf8')) as object;
    expect(reason).toMatchObject({
      file: 'half.jpg',
      code: 'ERR_IMAGE_INCOMPLETE',
      advice: expect.stringMatching(/[가-힣]/),
    });
    expect(await folder.names()).toEqual([]);
  });

  it('takes a file that is written over as a new picture, and forgets nothing when the share is empty for a while', async () => {
    await start({ detect: 'poll' });
    const first = nextAt('out');
    await folder.put('latest.jpg', await pictureOf(1));
    const one = await first;
    const second = nextAt('out');
    await folder.put('latest.jpg', await pictureOf(2));
    const two = await second;
    expect(two.inspection!.id).not.toBe(one.inspection!.id);

    await rename(folder.path, `${folder.path}-away`);
    await nextStatus('폴더 없음');
    await mkdir(folder.path);
    await nextStatus('폴더 복구됨');
    await rm(folder.path, { recursive: true });
    await rename(`${folder.path}-away`, folder.path);
    const third = nextAt('out');
    await folder.put('next.jpg', await pictureOf(3));
    expect(nameOf(await third)).toBe('next.jpg');
  });

  it('watches again when the folder was deleted and made anew, and says so', async () => {
    await start({ everySeconds: '0.2' });
    await rm(folder.path, { recursive: true });
    await nextStatus('폴더 없음');
    const next = nextAt('out');
    await mkdir(folder.path);
    await nextStatus('폴더 복구됨');
    await folder.put('a.jpg', await pictureOf(1));
    expect(nameOf(await next)).toBe('a.jpg');
  });

  it('leaves what was there at the first start when told to, but not what came while Node-RED was away', async () => {
    await folder.put('old.jpg', await pictureOf(1));
    await start({ existing: 'skip' });
    const first = nextAt('out');
    await folder.put('new.jpg', await pictureOf(2));
    expect(nameOf(await first)).toBe('new.jpg');
    await helper.unload();
    await folder.put('meanwhile.jpg', await pictureOf(3));
    await start({ existing: 'skip' });
    expect(nameOf(await nextAt('out'))).toBe('meanwhile.jpg');
  });

  it('refuses a picture that is too large and goes on', async () => {
    await start({ maxMegapixels: '0.001', after: 'delete' });
    const caught = nextAt('caught');
    await folder.put('large.jpg', await pictureOf(1));
    expect((await caught).inspection!.error!.code).toBe('ERR_IMAGE_TOO_LARGE');
    await folder.until(async () => (await folder.names('failed')).includes('large.jpg.reason.json'));
  });

  describe('with something wired to its input', () => {
    it('moves a picture once it comes back, and keeps an older one of the same name', async () => {
      await start({ after: 'move' }, back);
      for (const number of [1, 2]) {
        const next = nextAt('out');
        await folder.put('a.jpg', await pictureOf(number));
        const msg = await next;
        expect(await folder.names()).toEqual(['a.jpg']);
        finish(msg);
        await folder.until(async () => (await folder.names('done')).length === number);
      }
      expect(await folder.names('done')).toEqual(['a-2.jpg', 'a.jpg']);
      expect(await readFile(join(folder.path, 'done/a-2.jpg'))).not.toEqual(
        await readFile(join(folder.path, 'done/a.jpg')),
      );
      expect(await folder.names()).toEqual([]);
    });

    it('does not delete what was written over the picture meanwhile', async () => {
      await start({ after: 'delete' }, back);
      const first = nextAt('out');
      await folder.put('a.jpg', await pictureOf(1));
      const one = await first;
      const newer = await pictureOf(2);
      await folder.put('a.jpg', newer);
      const second = nextAt('out');
      finish(one);
      const two = await second;
      expect(newer.equals(two.payload as Buffer)).toBe(true);
      finish(two);
      await folder.until(async () => (await folder.names()).length === 0);
    });

    it('moves a picture aside whose frame comes back with an error', async () => {
      await start({}, back);
      const next = nextAt('out');
      await folder.put('a.jpg', await pictureOf(1));
      finish(Object.assign(await next, { error: { message: '함수 노드 오류' } }));
      await folder.until(async () => (await folder.names('failed')).length === 2);
      expect(await readFile(join(folder.path, 'failed/a.jpg.reason.json'), 'utf8')).toContain('함수 노드 오류');
    });

    it('hands on no more than the limit', async () => {
      for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) await folder.put(name, await pictureOf(name.charCodeAt(0)));
      await start({ limit: '2', after: 'delete' }, back);
      const two = await nextOf('out', 2);
      const third = nextAt('out');
      expect(await folder.names()).toHaveLength(3);
      finish(two[0]!);
      finish(await third);
      finish(two[1]!);
      await folder.until(async () => (await folder.names()).length === 0);
    });

    it('hands on a frame that does not come back three times, then says so', async () => {
      await start({ waitSeconds: '0.1' }, back);
      const three = nextOf('out', 3);
      const caught = nextAt('caught');
      await folder.put('a.jpg', await pictureOf(1));
      expect(new Set((await three).map(({ inspection }) => inspection!.id)).size).toBe(1);
      expect((await caught).inspection!.error!.code).toBe('ERR_UNFINISHED');
      await folder.until(async () => (await folder.names('failed')).length === 2);
    });

    it('neither loses nor doubles pictures over deploys of every kind', async () => {
      const flow = (version: number) => [
        { id: 'tab', type: 'tab', label: 'test' },
        { z: 'tab', ...imageFolder(folder.path, { name: `v${version}`, after: 'move', waitSeconds: '2' }) },
        { z: 'tab', ...out },
        { z: 'tab', ...back },
      ];
      await start({ after: 'move', waitSeconds: '2' }, back);
      const seen = new Map<string, number>();
      const listen = () =>
        nodeOf('out').on('input', ((msg: InspectionMessage) => {
          seen.set(msg.topic!, (seen.get(msg.topic!) ?? 0) + 1);
          setImmediate(finish, msg);
        }) as never);
      listen();
      const count = 30;
      for (let number = 0; number < count; number++) {
        await folder.put(`${number}.jpg`, await pictureOf(number));
        if (number % 5 === 4) await helper.setFlows(flow(number) as never, number % 2 ? 'nodes' : 'full');
        if (number % 5 === 4 && number % 2 === 0) listen();
      }
      await folder.until(async () => (await folder.names('done')).length === count);
      expect(seen.size).toBe(count);
      expect(await folder.names()).toEqual([]);
    });
  });

  it('sends nothing a second time after full deploys and restarts', async () => {
    await start();
    const all = nextOf('out', 10);
    for (let number = 0; number < 10; number++) await folder.put(`${number}.jpg`, await pictureOf(number));
    await all;
    for (let restart = 0; restart < 3; restart++) {
      await helper.unload();
      await start();
      const next = nextAt('out');
      await folder.put(`new-${restart}.jpg`, await pictureOf(100 + restart));
      expect(nameOf(await next)).toBe(`new-${restart}.jpg`);
    }
  });
});
