import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import { expect, it } from 'vitest';
import type { InspectionMessage } from '../../../nodes/shared/messages';
import { deploy, nodeOf, useNodeRed } from '../../support/node-red';
import { imageFolder, pictureOf, useFolder } from '../../support/folder';

useNodeRed({ lang: 'ko' });
const folder = useFolder();

it('leaves a picture where it is as long as its report cannot be written, and takes it once it can', async () => {
  helper.settings({ lang: 'ko', userDir: folder.userDir });
  const reports = join(folder.userDir, 'outputs');
  await writeFile(reports, 'no folder');
  await deploy([
    imageFolder(folder.path, { after: 'move', wires: [['writer']] }),
    {
      id: 'writer',
      type: 'report',
      folder: reports,
      pattern: '{serial}',
      json: true,
      rows: false,
      wires: [['done'], []],
    },
    { id: 'done', type: 'helper', wires: [['folder']] },
  ] as never);
  nodeOf('done').on('input', ((msg: InspectionMessage) => nodeOf('done').send(msg)) as never);
  let refused = 0;
  nodeOf('caught').on('input', ((msg: InspectionMessage) => {
    refused++;
    nodeOf('done').send(msg);
  }) as never);
  await folder.put('a.jpg', await pictureOf(1));
  await folder.until(() => Promise.resolve(refused >= 3));
  expect(await folder.names()).toEqual(['a.jpg']);

  await rm(reports);
  await folder.until(async () => (await folder.names()).length === 0);
  expect((await readdir(reports)).filter((name) => name.endsWith('.json'))).toHaveLength(1);
});
