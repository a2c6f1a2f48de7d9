import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadClip } from '../../lib/engine/families/clip';
import { DEFAULT_SETTINGS } from '../../lib/inference/settings';
import type { InspectionError } from '../../lib/inspection/errors';
import type { ModelManifest } from '../../lib/models/manifest';
import type { PullProgress } from '../../lib/models/pull/progress';
import { pull, type PullOptions } from '../../lib/models/pull/pull';
import { packageRoot } from '../../lib/package-root';
import { useModelsHome } from '../support/home';
import { ownCatalogue } from '../support/own-catalogue';
import { firstTime, sendPart, startHub, type Hub } from '../support/hub';

const STARTER = join(packageRoot(), 'models/starter/clip');
const GRAPH = 'onnx/vision_model.onnx';
const LARGE = `plant/clip/${GRAPH}`;
const room = useModelsHome();
let hub: Hub;

beforeEach(async () => {
  hub = await startHub({ 'plant/clip': STARTER, 'Xenova/clip-vit-base-patch32': STARTER });
  process.env.HF_ENDPOINT = hub.address;
  process.env.GYEOL_CATALOGUE = ownCatalogue([{ id: 'plant-clip', family: 'clip' }]);
});
afterEach(async () => {
  delete process.env.HF_TOKEN;
  await hub.close();
});

const take = (name = 'plant-clip', options: Partial<PullOptions> = {}) =>
  pull(name, { home: room.home, stallMs: 5000, waitMs: 1, ...options });
const failure = (pulling: Promise<unknown>) =>
  pulling.then(
    () => undefined,
    (thrown: InspectionError) => thrown,
  );
const model = (...path: string[]) => join(room.home, 'plant-clip', ...path);
const part = (...path: string[]) => join(room.home, 'plant-clip.part', ...path);
const asked = (path: string, server = 'storage') =>
  hub.seen.filter((seen) => seen.server === server && seen.path.endsWith(path));
const nothingInstalled = () => expect(existsSync(model())).toBe(false);

describe('pulling a model', () => {
  it('brings every file, intact, from one commit, and it loads and passes its self-test', async () => {
    const told: PullProgress[] = [];
    const { manifest, folder } = await take('plant-clip', { onProgress: (progress) => told.push(progress) });
    const shipped = JSON.parse(readFileSync(join(STARTER, 'model.json'), 'utf8')) as ModelManifest;
    const plain = ({ files }: ModelManifest) =>
      files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })).sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(plain(manifest)).toEqual(plain(shipped));
    expect(manifest).toMatchObject({
      id: 'plant-clip',
      goldens: shipped.goldens,
      source: { repository: 'plant/clip', revision: 'main', endpoint: hub.address },
    });
    expect(hub.seen.filter(({ path }) => path.includes('/resolve/main/'))).toHaveLength(1);
    expect((await readdir(room.home)).sort()).toEqual(['plant-clip']);
    expect(await readdir(folder)).not.toContain('.lock');

    const fractions = told.map(({ fraction }) => fraction);
    expect(fractions.at(-1)).toBe(1);
    expect(new Set(fractions).size).toBeGreaterThan(20);
    const loaded = await loadClip(folder, DEFAULT_SETTINGS);
    expect(loaded.use.id).toBe('plant-clip');
  });

  it('takes a repository that no catalogue knows, by its name and revision', async () => {
    const { manifest } = await take(`plant/clip@${hub.commit}`);
    expect(manifest).toMatchObject({ id: 'plant/clip', family: 'clip' });
    expect(existsSync(join(room.home, 'plant--clip', GRAPH))).toBe(true);
  });

  it('trusts files without a known hash once, says so, and holds them to it from then on', async () => {
    const repository = 'Xenova/clip-vit-base-patch32';
    const file = (path: string) => ({ path, bytes: null, sha256: null });
    const files = ['config.json', 'tokenizer.json', 'preprocessor_config.json', GRAPH, 'onnx/text_model.onnx'].map(
      file,
    );
    const source = { repository, revision: 'main' };
    process.env.GYEOL_CATALOGUE = ownCatalogue([{ id: 'first', family: 'clip', source, files }]);
    const told: PullProgress[] = [];
    const { manifest, folder } = await take('first', { onProgress: (progress) => told.push(progress) });
    expect(told.every(({ total }) => total === told[0]!.total)).toBe(true);
    expect(told.map(({ fraction }) => fraction)).toEqual(told.map(({ fraction }) => fraction).sort());
    const trust = (path: string) => manifest.files.find((each) => each.path === path)!.trust;
    expect([trust('config.json'), trust(GRAPH)]).toEqual(['first-use', 'hub']);
    expect(manifest).toMatchObject({ revision: hub.commit, goldens: [], license: 'Apache-2.0' });
    writeFileSync(join(folder, 'config.json'), '{}');
    await expect(loadClip(folder, DEFAULT_SETTINGS)).rejects.toMatchObject({ code: 'ERR_MODEL_CHECKSUM' });
  });

  it('repairs a damaged model by pulling only what differs', async () => {
    await take();
    writeFileSync(model('tokenizer.json'), 'damaged');
    hub.seen.length = 0;
    const { folder } = await take();
    expect(hub.seen.map(({ path }) => path.split('/').at(-1))).toEqual(['model.json', 'tokenizer.json']);
    await expect(loadClip(folder, DEFAULT_SETTINGS)).resolves.toBeDefined();
  });
});

describe('a pull that is broken off', () => {
  it('goes on at the byte where the connection ended', async () => {
    hub.faults.set(LARGE, firstTime(sendPart(1_000_000, 'cut')));
    await take();
    const [first, second] = asked(GRAPH);
    expect(first!.headers.range).toBeUndefined();
    expect(second!.headers['if-range']).toMatch(/^"\w{40}"$/);
    const [, start] = /^bytes=(\d+)-$/.exec(second!.headers.range!)!;
    expect(Number(start)).toBeGreaterThan(0);
    expect(Number(start)).toBeLessThanOrEqual(1_000_000);
    expect(second!.status).toBe(206);
    expect(asked(GRAPH)).toHaveLength(2);
  });

  it('begins anew when the file has changed meanwhile', async () => {
    hub.faults.set(LARGE, (request, response, content) => {
      hub.faults.delete(LARGE);
      const broken = sendPart(500_000, 'cut')(request, response, content);
      // The same hash at the hub, another version at the server that holds the bytes.
      hub.faults.set(LARGE, (again) => {
        again.headers['if-range'] = '"another"';
        return false;
      });
      return broken;
    });
    await take();
    expect(asked(GRAPH).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('is given up after several silent tries, and says why', async () => {
    hub.faults.set(LARGE, sendPart(0, 'stall'));
    const error = await failure(take('plant-clip', { stallMs: 500, attempts: 3 }));
    expect(error).toMatchObject({ code: 'ERR_DOWNLOAD', parameters: { reason: 'silent for 0.5 s' } });
    expect(error!.in('ko').message).toContain('내려받지 못했습니다');
    expect(asked(GRAPH)).toHaveLength(3);
    nothingInstalled();
  });

  it('comes through a server that stalls after each piece', async () => {
    hub.faults.set(LARGE, sendPart(1_500_000, 'stall'));
    await take('plant-clip', { stallMs: 500 });
    expect(asked(GRAPH).length).toBeGreaterThanOrEqual(4);
    expect(existsSync(model(GRAPH))).toBe(true);
  });

  it('is cancelled at once, keeps what came, and goes on later', async () => {
    hub.faults.set(LARGE, firstTime(sendPart(700_000, 'stall')));
    const controller = new AbortController();
    const onProgress = ({ path, bytes }: PullProgress) => {
      if (path === GRAPH && bytes > 700_000) controller.abort();
    };
    const error = await failure(take('plant-clip', { signal: controller.signal, onProgress }));
    expect(error).toMatchObject({ code: 'ERR_CANCELLED' });
    nothingInstalled();
    const kept = readFileSync(part(`${GRAPH}.part`)).length;
    expect(kept).toBeGreaterThan(0);
    await take();
    expect(asked(GRAPH).at(-1)!.headers.range).toBe(`bytes=${kept}-`);
  });

  it('does not run twice at the same time', async () => {
    hub.faults.set(LARGE, sendPart(1000, 'stall'));
    const controller = new AbortController();
    const reached = new Promise<void>((resolve) => {
      const onProgress = ({ path }: PullProgress) => path === GRAPH && resolve();
      void failure(take('plant-clip', { signal: controller.signal, onProgress }));
    });
    await reached;
    await expect(take()).rejects.toMatchObject({ code: 'ERR_MODEL_BUSY', parameters: { pid: process.pid } });
    controller.abort();
  });
});

describe('a pull that must not succeed', () => {
  const flipped = () => {
    const content = Buffer.from(hub.content(LARGE));
    content[content.length >> 1]! ^= 1;
    return content;
  };

  it('names the file whose hash is wrong and keeps nothing of it', async () => {
    hub.faults.set(LARGE, (_, response) => {
      response.end(flipped());
      return true;
    });
    await expect(take()).rejects.toMatchObject({ code: 'ERR_DOWNLOAD_CHECKSUM', parameters: { path: GRAPH } });
    nothingInstalled();
    expect(existsSync(part(`${GRAPH}.part`))).toBe(false);
  });

  it('sees before the download that the hub has another file than expected', async () => {
    hub.put(LARGE, flipped());
    await expect(take()).rejects.toMatchObject({ code: 'ERR_DOWNLOAD_CHECKSUM', parameters: { path: GRAPH } });
    await expect(take('clip-vit-base-patch32')).rejects.toMatchObject({
      code: 'ERR_DOWNLOAD_CHECKSUM',
      parameters: { path: 'config.json', expected: '4524 B' },
    });
  });

  it('names the file that is missing', async () => {
    const files = [{ path: 'vocab.json', bytes: null, sha256: null }];
    process.env.GYEOL_CATALOGUE = ownCatalogue([{ id: 'plant-clip', family: 'clip', files }]);
    const error = await failure(take());
    expect(error).toMatchObject({ code: 'ERR_MODEL_SOURCE', parameters: { path: 'vocab.json' } });
    expect(error!.message).toContain(`${hub.address}/plant/clip/resolve/main/vocab.json`);
    await expect(take('plant/none')).rejects.toMatchObject({ code: 'ERR_MODEL_SOURCE' });
    nothingInstalled();
  });

  it('refuses names that leave the model’s folder', async () => {
    const manifest = JSON.parse(String(hub.content('plant/clip/model.json'))) as ModelManifest;
    manifest.files[0]!.path = '../../escaped.onnx';
    hub.put('plant/clip/model.json', Buffer.from(JSON.stringify(manifest)));
    await expect(take()).rejects.toMatchObject({ code: 'ERR_MODEL_LAYOUT' });
  });

  it('refuses a model known to be bad without asking for it', async () => {
    const bad = ['Helsinki-NLP/opus-mt-tc-big-en-ko', 'somebody/opus-mt-tc-big-en-ko-int8', 'opus-mt-tc-big-en-ko'];
    for (const name of bad) {
      const error = await failure(take(name));
      expect(error).toMatchObject({ code: 'ERR_MODEL_REFUSED' });
      expect(error!.message).toContain('fluent nonsense');
      expect(error!.in('ko').message).toContain('엉뚱한');
      expect(error!.advice).toContain('opus-mt-tc-big-en-ko-original');
    }
    expect(hub.seen).toEqual([]);
  });

  it('says that nothing has this name, and which models this version cannot run', async () => {
    await expect(take('no-such-model')).rejects.toMatchObject({ code: 'ERR_MODEL_UNKNOWN' });
    process.env.GYEOL_CATALOGUE = ownCatalogue([{ id: 'plant-other', family: 'nllb' }]);
    await expect(take('plant-other')).rejects.toMatchObject({ code: 'ERR_MODEL_FAMILY' });
    await expect(take('starter-clip')).rejects.toMatchObject({ code: 'ERR_MODEL_SHIPPED' });
    expect(hub.seen).toEqual([]);
  });

  it('says how much space is missing, before and during the download', async () => {
    const files = [{ path: GRAPH, bytes: 1e15, sha256: null }];
    process.env.GYEOL_CATALOGUE = ownCatalogue([{ id: 'plant-clip', family: 'clip', files }]);
    const error = await failure(take());
    expect(error).toMatchObject({ code: 'ERR_DISK_FULL', parameters: { needed: '1000000000 MB' } });
    expect(hub.seen).toEqual([]);
  });

  it.runIf(existsSync('/dev/full'))('stops at a disk that fills up, and goes on when there is space', async () => {
    process.env.GYEOL_CATALOGUE = ownCatalogue([{ id: 'plant-clip', family: 'clip' }]);
    await mkdir(part('onnx'), { recursive: true });
    symlinkSync('/dev/full', part(`${GRAPH}.part`));
    await expect(take()).rejects.toMatchObject({ code: 'ERR_DISK_FULL' });
    nothingInstalled();
    rmSync(part(`${GRAPH}.part`));
    await expect(take()).resolves.toBeDefined();
  });
});

describe('the way to the server', () => {
  it('shows the token to the hub and to nobody it redirects to', async () => {
    hub.token = 'hf_secret';
    await expect(take()).rejects.toMatchObject({ code: 'ERR_MODEL_ACCESS', parameters: { status: 401 } });
    process.env.HF_TOKEN = 'hf_secret';
    await take();
    const [storage, own] = [asked('', 'storage'), asked('', 'hub').slice(1)];
    expect(own.every(({ headers }) => headers.authorization === 'Bearer hf_secret')).toBe(true);
    expect(storage.length).toBeGreaterThan(0);
    expect(storage.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    expect(readFileSync(model('model.json'), 'utf8')).not.toContain('hf_secret');
  });

  it('follows redirects, but not for ever', async () => {
    hub.faults.set(LARGE, (request, response) => {
      response.writeHead(307, { location: request.url }).end();
      return true;
    });
    await expect(take()).rejects.toMatchObject({
      code: 'ERR_DOWNLOAD',
      parameters: { reason: 'more than 5 redirects' },
    });
  });

  it('goes to the mirror that HF_ENDPOINT names, with or without a slash at its end', async () => {
    process.env.HF_ENDPOINT = `${hub.address}//`;
    await expect(take()).resolves.toMatchObject({ manifest: { source: { endpoint: hub.address } } });
  });

  it('says that nobody answers', async () => {
    process.env.HF_ENDPOINT = 'http://127.0.0.1:1';
    const error = await failure(take('plant-clip', { attempts: 2 }));
    expect(error).toMatchObject({ code: 'ERR_DOWNLOAD' });
    expect(error!.message).toContain('ECONNREFUSED');
    expect(error!.advice).toContain('HTTPS_PROXY');
  });
});
