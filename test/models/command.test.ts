import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ListedModel } from '../../lib/models/listing';
import starterClip from '../../models/starter/clip/model.json';
import { packageRoot } from '../../lib/package-root';
import { gyeol, startCommand } from '../support/command';
import { useModelsHome } from '../support/home';
import { ownCatalogue } from '../support/own-catalogue';
import { firstTime, sendPart, startHub, type Hub } from '../support/hub';

const FILES = starterClip.files.length;
const GRAPH = 'onnx/vision_model.onnx';
const room = useModelsHome();
let hub: Hub;

beforeEach(async () => {
  const starters = join(packageRoot(), 'models/starter');
  hub = await startHub({ 'plant/clip': join(starters, 'clip'), 'plant/marian': join(starters, 'marian') });
  process.env.HF_ENDPOINT = hub.address;
  process.env.GYEOL_CATALOGUE = ownCatalogue([
    { id: 'plant-clip', family: 'clip' },
    { id: 'plant-marian', family: 'marian' },
  ]);
});
afterEach(() => hub.close());

/** Waits for the file system to tell of it. */
async function untilGrown(file: string): Promise<void> {
  const size = () => (existsSync(file) ? statSync(file).size : 0);
  mkdirSync(dirname(file), { recursive: true });
  const changes = watch(dirname(file));
  while (size() === 0) await once(changes, 'change');
  changes.close();
}

describe('gyeol models', () => {
  it('pulls a model, tells its licence first, and judges with it', async () => {
    const { status, stdout, stderr } = await gyeol(['models', 'pull', 'plant-clip']);
    expect(status).toBe(0);
    expect(stderr.split('\n')[0]).toMatch(/^plant-clip · licence Apache-2\.0 · unknown · plant\/clip@main$/);
    expect(stdout).toMatch(new RegExp(`^plant-clip is here: ${FILES} files, \\d+ MB, `));
    const out = mkdtempSync(join(tmpdir(), 'inspect-'));
    const picture = join(packageRoot(), 'examples/pictures', firstPicture());
    const inspected = await gyeol(['inspect', picture, '--out', out, '--model', 'plant-clip']);
    expect(inspected).toMatchObject({ status: 0 });
    const [record] = readFileSync(join(out, 'reports.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(record!)).toMatchObject({ models: { judge: { id: 'plant-clip' } } });
  });

  it('goes on after it was killed, at the byte it had', async () => {
    hub.faults.set(`plant/clip/${GRAPH}`, firstTime(sendPart(2_000_000, 'stall')));
    const part = join(room.home, 'plant-clip.part', `${GRAPH}.part`);
    const { child, finished } = startCommand(['models', 'pull', 'plant-clip']);
    await untilGrown(part);
    child.kill('SIGKILL');
    await finished;
    const kept = statSync(part).size;
    expect(existsSync(join(room.home, 'plant-clip'))).toBe(false);
    const listed = JSON.parse((await gyeol(['models', 'list', '--json'])).stdout) as ListedModel[];
    expect(listed.find(({ id }) => id === 'plant-clip')).toMatchObject({ state: 'partial' });

    expect(await gyeol(['models', 'pull', 'plant-clip'])).toMatchObject({ status: 0 });
    const again = hub.seen.filter(({ server, path }) => server === 'storage' && path.endsWith(GRAPH)).at(-1)!;
    expect(again).toMatchObject({ status: 206, headers: { range: `bytes=${kept}-` } });
    expect(await gyeol(['models', 'verify'])).toMatchObject({
      status: 0,
      stdout: `plant-clip: intact (${FILES} files)\n`,
    });
  });

  it('stops at Ctrl-C with status 130 and says how to go on', async () => {
    hub.faults.set(`plant/clip/${GRAPH}`, sendPart(2_000_000, 'stall'));
    const { child, finished } = startCommand(['models', 'pull', 'plant-clip'], { GYEOL_LANG: 'ko' });
    await untilGrown(join(room.home, 'plant-clip.part', `${GRAPH}.part`));
    child.kill('SIGINT');
    const { status, stderr } = await finished;
    expect(status).toBe(130);
    expect(stderr).toContain('같은 명령으로 멈춘 곳부터 이어집니다');
    expect(await gyeol(['models', 'remove', 'plant-clip'])).toMatchObject({ status: 0 });
    expect(existsSync(join(room.home, 'plant-clip.part'))).toBe(false);
  });

  it('carries models to another user directory, where they have the same hashes', async () => {
    const [here, there] = ['here', 'there'].map((name) => mkdtempSync(join(tmpdir(), name)));
    const at = (home: string) => ['--home', home];
    for (const id of ['plant-clip', 'plant-marian']) await gyeol(['models', 'pull', id, ...at(here!)]);
    const bundle = join(here!, 'bundle.tar');
    expect(await gyeol(['models', 'export', bundle, ...at(here!)])).toMatchObject({ status: 0 });
    expect(await gyeol(['models', 'import', bundle, ...at(there!)])).toMatchObject({ status: 0 });
    const hashes = async (home: string) => {
      const { status, stdout } = await gyeol(['models', 'verify', '--json', ...at(home)]);
      expect(status).toBe(0);
      return (JSON.parse(stdout) as { id: string; files: object[] }[]).map(({ id, files }) => ({ id, files }));
    };
    const moved = await hashes(there!);
    expect(moved.map(({ id }) => id)).toEqual(['plant-clip', 'plant-marian']);
    expect(moved).toEqual(await hashes(here!));

    const bytes = readFileSync(bundle);
    const graph = readFileSync(join(here!, 'gyeol-models/plant-clip', GRAPH));
    bytes[bytes.indexOf(graph) + 4321]! ^= 4;
    writeFileSync(bundle, bytes);
    const { status, stderr } = await gyeol(['models', 'import', bundle, ...at(there!)], { GYEOL_LANG: 'ko' });
    expect(status).toBe(1);
    expect(stderr).toContain(`plant-clip/${GRAPH}`);
    expect(await hashes(there!)).toEqual(moved);
  });

  it('finds the damaged and the missing file of a model', async () => {
    await gyeol(['models', 'pull', 'plant-clip']);
    writeFileSync(join(room.home, 'plant-clip/tokenizer.json'), '{}');
    const { status, stdout } = await gyeol(['models', 'verify', 'plant-clip', 'starter-clip'], { GYEOL_LANG: 'ko' });
    expect(status).toBe(1);
    expect(stdout).toBe(`plant-clip: 손상 tokenizer.json\nstarter-clip: 온전함(파일 ${FILES}개)\n`);
  });

  it('lists what is here, what can be pulled and what is refused, in both languages', async () => {
    await gyeol(['models', 'pull', 'plant-clip']);
    const [english, korean] = await Promise.all(
      ['en-US', 'ko'].map(async (tongue) => (await gyeol(['models', 'list'], { GYEOL_LANG: tongue })).stdout),
    );
    expect(english).toMatch(/^plant-clip +clip +here +\d+ MB +~300 MB .*Apache-2\.0 +The parts of our line\.$/m);
    expect(english).toMatch(/^Helsinki-NLP\/opus-mt-tc-big-en-ko +refused .*fluent nonsense/m);
    expect(korean).toMatch(/^plant-clip +clip +있음 .*우리 라인의 부품\.$/m);
    expect(korean).toMatch(/^clip-vit-base-patch32 +clip +받을 수 있음 +608 MB/m);
  });

  it.each([
    [['models'], 2],
    [['models', 'nothing'], 2],
    [['models', 'pull'], 2],
    [['models', 'pull', 'plant-clip', '--precision', 'int3'], 2],
    [['models', 'pull', 'plant-clip', '--unknown'], 2],
    [['models', 'pull', 'no-such-model'], 1],
    [['models', 'pull', 'Helsinki-NLP/opus-mt-tc-big-en-ko'], 1],
    [['models', 'remove', '../outside'], 1],
    [['models', 'remove', 'starter-clip'], 1],
    [['models', 'import', '/nowhere.tar'], 1],
    [['models', '--help'], 0],
  ])('%j ends with status %i', async (args, expected) => {
    const { status, stdout, stderr } = await gyeol(args);
    expect(status).toBe(expected);
    expect(expected === 0 ? stdout : stderr).not.toBe('');
  });
});

describe('gyeol doctor', () => {
  it('tells what the machine has, what works and what fits', async () => {
    const { status, stdout } = await gyeol(['doctor', '--json']);
    expect(status).toBe(0);
    const found = JSON.parse(stdout) as Record<string, unknown> & { devices: { device: string; problem?: object }[] };
    expect(found).toMatchObject({
      cores: expect.any(Number),
      memory: { total_mb: expect.any(Number), free_mb: expect.any(Number) },
      models_folder: { path: room.home },
      models: expect.arrayContaining([
        { id: 'starter-clip', memory_mb: 300, fit: expect.stringMatching(/fits|tight/) },
      ]),
    });
    expect(found.devices.find(({ device }) => device === 'cpu')!.problem).toBeUndefined();
    for (const { problem } of found.devices) {
      if (problem) expect(problem).toMatchObject({ code: expect.stringMatching(/^ERR_/), advice: expect.any(String) });
    }
  });
});

function firstPicture(): string {
  const manifest = readFileSync(join(packageRoot(), 'examples/pictures/manifest.jsonl'), 'utf8');
  return (JSON.parse(manifest.split('\n')[0]!) as { file: string }).file;
}
