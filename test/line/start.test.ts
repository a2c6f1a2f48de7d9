import { execFileSync } from 'node:child_process';
import { watch } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Inspection } from '../../lib/inspection/record';
import { startLine, unusedPort, type RunningLine } from '../support/line';

let folder: string;
let line: RunningLine | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), '검사 line-'));
});
afterEach(async () => {
  await line?.stop();
  line = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function reportFiles(pattern: RegExp): Promise<string[]> {
  const names = await readdir(join(folder, 'outputs'), { recursive: true }).catch(() => []);
  return names.filter((name) => pattern.test(name)).map((name) => join(folder, 'outputs', name));
}

/** Waits for the file system to tell of changes until `count` files fit the pattern. */
async function untilWritten(pattern: RegExp, count: number): Promise<string[]> {
  const changes = watch(folder, { recursive: true });
  try {
    for (;;) {
      const found = await reportFiles(pattern);
      if (found.length >= count) return found;
      await once(changes, 'change');
    }
  } finally {
    changes.close();
  }
}

const childrenOf = (pid: number) =>
  execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .split('\n')
    .map(Number)
    .filter(Boolean);
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('npm start', () => {
  it('turns replayed pictures into Korean reports and ends with all its processes', { timeout: 180_000 }, async () => {
    line = await startLine(folder, await unusedPort(), ['--every', '400']);
    expect(line.output()).toMatch(/^ready: editor http:\/\/127\.0\.0\.1:\d+/m);
    await untilWritten(/\.pdf$/, 10);
    await untilWritten(/\bng_.*\.json$/, 1);
    const records = await Promise.all(
      (await untilWritten(/\.json$/, 10)).map(async (file) => JSON.parse(await readFile(file, 'utf8')) as Inspection),
    );
    expect(records.every(({ error }) => error === undefined)).toBe(true);
    expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
    for (const record of records) {
      expect(record.description!.ko).toMatch(/[가-힣]/);
      expect(record.part).toMatchObject({ line: 'line-1', station: 'camera-1' });
      expect(record.part.lot).toMatch(/^LOT-\d{8}-\d\d$/);
    }
    const defect = records.find(({ judgement, regions }) => judgement?.decision === 'ng' && regions?.length);
    expect(defect!.description!.ko).toContain(defect!.judgement!.label.ko);
    expect(defect!.description!.ko).toContain(defect!.regions![0]!.location.ko);
    expect(defect!.description!.ko).toMatch(/\d px/);
    const [csv] = await untilWritten(/\.csv$/, 1);
    expect((await readFile(csv!, 'utf8')).startsWith('\uFEFF')).toBe(true);

    const page = await (await fetch(`${line.address}/live`)).text();
    expect(page).toContain('data:image/jpeg;base64,');

    const children = childrenOf(line.child.pid!);
    expect(children.length).toBeGreaterThan(0);
    expect(await line.stop()).toBe(0);
    expect(children.filter(isAlive)).toEqual([]);
    expect(line.output()).not.toMatch(/error|ERR_/i);

    line = await startLine(folder, await unusedPort(), ['--every', '60000']);
  });

  it('says what to do when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(startLine(folder, port)).rejects.toThrow(`PORT=${port + 1} npm start`);
    other.close();
  });
});

describe('the MQTT line with mosquitto', () => {
  it('publishes the verdict before the report, and one of each a picture', { timeout: 180_000 }, async () => {
    const port = await unusedPort();
    const { spawn } = await import('node:child_process');
    const mosquitto = spawn('mosquitto', ['-p', String(port)], { stdio: 'ignore' });
    try {
      const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 50 });
      await client.subscribeAsync(['factory/+/+/verdict', 'factory/+/+/report'], { qos: 1 });
      const seen: { kind: string; id: string; decision?: string }[] = [];
      const complete = new Promise<void>((resolve) => {
        client.on('message', (topic, payload) => {
          const message = JSON.parse(String(payload)) as { id: string; decision?: string };
          seen.push({ kind: topic.split('/').at(-1)!, id: message.id, decision: message.decision });
          if (seen.filter(({ kind }) => kind === 'report').length === 6) resolve();
        });
      });
      line = await startLine(folder, await unusedPort(), ['--every', '500', '--mqtt', String(port)]);
      await complete;
      const reports = seen.filter(({ kind }) => kind === 'report');
      expect(new Set(reports.map(({ id }) => id)).size).toBe(reports.length);
      for (const { id } of reports) {
        const own = seen.filter((each) => each.id === id).map(({ kind }) => kind);
        expect(own).toEqual(['verdict', 'report']);
      }
      expect(
        seen.filter(({ kind }) => kind === 'verdict').every(({ decision }) => /^(ok|ng|review)$/.test(decision!)),
      ).toBe(true);
      await client.endAsync();
    } finally {
      mosquitto.kill();
    }
  });
});
