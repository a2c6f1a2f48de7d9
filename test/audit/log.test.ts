import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AuditLog, FILE, type Mended } from '../../lib/audit/log';
import { RecordedSettings, type NodeSettings } from '../../lib/audit/settings';
import { verify } from '../../lib/audit/verify';
import { useFolder } from '../report/folder';
import { gyeol } from '../support/command';

const folder = useFolder();
const path = () => join(folder.path, FILE);
const event = (subject: string) => ({
  actor: { kind: 'user' as const, name: '홍길동' },
  event: 'disposition',
  subject,
});
const lines = async () => (await readFile(path(), 'utf8')).trimEnd().split('\n');
const entries = async () => (await lines()).map((line) => JSON.parse(line) as Record<string, unknown>);

async function write(count: number): Promise<void> {
  const log = new AuditLog(folder.path);
  for (let n = 1; n <= count; n++) await log.append(event(`frame ${n}`));
}

describe('the audit log', () => {
  it('chains every entry to the one before, also across runs and writers at once', async () => {
    await write(2);
    const [one, other] = [new AuditLog(folder.path), new AuditLog(folder.path)];
    await Promise.all([3, 4, 5, 6].map((n) => (n % 2 ? one : other).append(event(`frame ${n}`))));
    expect((await entries()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await verify(path())).toMatchObject({ entries: 6, head: { seq: 6 } });
    expect((await entries())[0]).toMatchObject({
      actor: { name: '홍길동' },
      prev: '0'.repeat(64),
      time: expect.any(String),
    });
  });

  it('names the first line that was changed, taken out, put in or moved', async () => {
    await write(5);
    const [a, b, c, d, e] = await lines();
    const check = async (text: (string | undefined)[]) => {
      await writeFile(path(), `${text.join('\n')}\n`);
      return (await verify(path())).broken;
    };
    expect(await check([a, b, c!.replace('frame 3', 'frame 9'), d, e])).toEqual({
      line: 3,
      problem: 'changed',
      seq: 3,
    });
    expect(await check([a, b, d, e])).toEqual({ line: 3, problem: 'chain', seq: 4 });
    expect(await check([a, c, b, d, e])).toEqual({ line: 2, problem: 'chain', seq: 3 });
    expect(await check([a, a, b])).toEqual({ line: 2, problem: 'chain', seq: 1 });
    expect(await check([b, c])).toEqual({ line: 1, problem: 'chain', seq: 2 });
    expect(await check([a, '', b])).toEqual({ line: 2, problem: 'changed', seq: 2 });
    expect(await check([a, b, c, d, e])).toBeUndefined();
  });

  it('shows by a head that was noted that the end was cut off or the whole rewritten', async () => {
    await write(3);
    const { head } = await verify(path());
    await new AuditLog(folder.path).append(event('frame 4'));
    expect(await verify(path(), head)).toMatchObject({ entries: 2, head: { seq: 4 } });

    const [a, b] = await lines();
    await writeFile(path(), `${a}\n${b}\n`);
    expect((await verify(path())).broken).toBeUndefined();
    expect((await verify(path(), head)).broken).toMatchObject({ problem: 'anchor', seq: 3 });
    await new AuditLog(folder.path).append(event('another third'));
    expect((await verify(path(), head)).broken).toMatchObject({ line: 3, problem: 'anchor', seq: 3 });
  });

  it('takes half a last line away, says so, and notes what it was', async () => {
    await write(2);
    const { length } = await readFile(path());
    const [, second] = await lines();
    const cut = 30;
    await truncate(path(), length - cut);
    expect((await verify(path())).broken).toEqual({ line: 2, problem: 'torn', seq: undefined });
    const told: Mended[] = [];
    await new AuditLog(folder.path, (mended) => told.push(mended)).mend();
    const bytes = Buffer.byteLength(second!) + 1 - cut;
    expect(told).toEqual([{ path: path(), bytes }]);
    expect((await entries())[1]).toMatchObject({
      seq: 2,
      event: 'log.mended',
      detail: { bytes, text: second!.slice(0, 200) },
    });
    await new AuditLog(folder.path).append(event('frame 3'));
    expect(await verify(path())).toMatchObject({ entries: 3 });
  });

  it('keeps a last line that lacks only its end', async () => {
    await write(2);
    await truncate(path(), (await readFile(path())).length - 1);
    await new AuditLog(folder.path).append(event('frame 3'));
    expect((await entries()).map(({ subject }) => subject)).toEqual(['frame 1', 'frame 2', 'frame 3']);
    expect(await verify(path())).toMatchObject({ entries: 3 });
  });

  it('goes on behind a line that is no entry, which verifying names', async () => {
    await write(1);
    await appendFile(path(), 'somebody was here\n');
    await new AuditLog(folder.path).append(event('frame 2'));
    expect((await verify(path())).broken).toMatchObject({ line: 2, problem: 'changed' });
  });
});

describe('settings of nodes', () => {
  const clip = (more: object = {}): NodeSettings => ({
    id: 'c',
    type: 'clip-filter',
    threshold: '0.6',
    x: 1,
    y: 2,
    ...more,
  });
  const owner = async () => ({ kind: 'user' as const, name: 'owner' });

  it('are recorded once a change, with who and what, not when a node was moved', async () => {
    const log = new AuditLog(folder.path);
    const record = (nodes: NodeSettings[]) => new RecordedSettings(log, folder.path).record(nodes, owner);
    await record([clip()]);
    await record([clip({ x: 300 })]);
    await record([clip({ threshold: '0.4', name: '외관' })]);
    await record([
      clip({ threshold: '0.4', name: '외관' }),
      { id: 'r', type: 'inspection-runtime', clip: 'starter-clip' },
    ]);
    await record([{ id: 'r', type: 'inspection-runtime', clip: 'clip-vit-base-patch32' }]);
    const told = await entries();
    expect(told.map(({ event, subject }) => `${String(event)} ${String(subject)}`)).toEqual([
      'node.added c',
      'settings.changed c',
      'node.added r',
      'node.removed c',
      'model.switched r',
    ]);
    expect(told[1]).toMatchObject({
      actor: { kind: 'user', name: 'owner' },
      before: told[0]!.after,
      detail: {
        type: 'clip-filter',
        changes: [
          { property: 'threshold', from: '0.6', to: '0.4' },
          { property: 'name', to: '외관' },
        ],
      },
    });
    expect(await verify(path())).toMatchObject({ entries: 5 });
  });
});

describe('gyeol audit verify', () => {
  it('tells the head of a whole log, and the first broken line of another', async () => {
    await write(3);
    const environment = { GYEOL_AUDIT: folder.path };
    const whole = await gyeol(['audit', 'verify'], environment);
    expect(whole).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/intact, 3 entries\nhead 3:[0-9a-f]{64}\n$/),
    });
    const head = whole.stdout.trim().split('head ')[1]!;
    expect((await gyeol(['audit', 'verify', '--from', head], environment)).stdout).toContain('intact, 1 entries');

    const [a, b, c] = await lines();
    await writeFile(path(), `${a}\n${b!.replace('홍길동', '아무개')}\n${c}\n`);
    const broken = await gyeol(['audit', 'verify'], environment);
    expect(broken).toMatchObject({ status: 1, stdout: expect.stringContaining('line 2 (entry 2): changed since') });
    const json = await gyeol(['audit', 'verify', '--json'], environment);
    expect(JSON.parse(json.stdout)).toMatchObject({ entries: 1, broken: { line: 2, problem: 'changed' } });
    const korean = await gyeol(['audit', 'verify'], { ...environment, GYEOL_LANG: 'ko' });
    expect(korean.stdout).toContain('2번째 줄(기록 2): 쓰인 뒤에 바뀌었습니다');
  });

  it('wants to be called rightly, and says where it looked', async () => {
    expect((await gyeol(['audit'])).status).toBe(2);
    expect((await gyeol(['audit', 'verify', '--from', 'x'])).status).toBe(2);
    const nowhere = await gyeol(['audit', 'verify'], { GYEOL_AUDIT: join(folder.path, 'nowhere') });
    expect(nowhere).toMatchObject({ status: 1, stderr: expect.stringContaining('ERR_AUDIT_READ') });
  });
});
