import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extract, readZip } from '../../lib/models/zip';
import { officialModel } from '../support/official-models';

const [name] = readdirSync(officialModel('opus')).filter((each) => each.endsWith('.zip'));
const original = () => readFileSync(join(officialModel('opus'), name!));

/** Unpacks `source.spm` of the archive as `change` made it. */
async function unpack(change: (archive: Buffer) => void): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  const archive = original();
  change(archive);
  writeFileSync(join(folder, 'a.zip'), archive);
  const member = (await readZip(join(folder, 'a.zip'))).find((each) => each.name === 'source.spm')!;
  const target = join(folder, 'unpacked');
  await extract(join(folder, 'a.zip'), member, target).catch((thrown: object) => {
    throw Object.assign(thrown, { written: statSync(target).size });
  });
  return target;
}

const inDirectory = (archive: Buffer) => archive.lastIndexOf('source.spm') - 46;

describe('unpacking a member of a zip archive', () => {
  it('gives all its bytes', async () => {
    expect(statSync(await unpack(() => {})).size).toBe(240_959);
  });

  it('stops at the size that the directory tells, however much is packed', async () => {
    const told = 1000;
    await expect(unpack((archive) => archive.writeUInt32LE(told, inDirectory(archive) + 24))).rejects.toMatchObject({
      code: 'ERR_MODEL_WEIGHTS',
      written: expect.toSatisfy((bytes: number) => bytes <= told),
    });
  });

  it('says so when the packed bytes are damaged', async () => {
    const [member] = (await readZip(join(officialModel('opus'), name!))).filter((each) => each.name === 'source.spm');
    await expect(unpack((archive) => archive.fill(0xff, member!.offset, member!.offset + 9))).rejects.toMatchObject({
      code: 'ERR_MODEL_WEIGHTS',
    });
  });
});
