import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { acquireEngine, DEFAULT_SETTINGS, type JobKind } from '../../lib/inference';

const root = join(__dirname, '../..');
const model = (family: string) => join(root, 'test/fixtures/models', family);
const folder = join(root, 'examples/pictures');
const pictures = readdirSync(folder)
  .filter((name) => name.endsWith('.jpg'))
  .map((name) => readFileSync(join(folder, name)));

const PICTURES = 200;
const KILL_EVERY = 15;

it('judges and describes 200 pictures while its processes are killed at random', async () => {
  const { engine, release } = acquireEngine({ ...DEFAULT_SETTINGS, queueLimit: PICTURES }, { lingerMs: 0 });
  onTestFinished(release);
  const labels = [
    { id: 'scratch', prompts: ['a photo of a scratch'] },
    { id: 'ok', prompts: ['a photo of a clean surface'] },
  ];
  let judged = 0;
  let kills = 0;

  const killOne = () => {
    const kind: JobKind = Math.random() < 0.5 ? 'clip' : 'caption';
    const { pid } = engine.state(kind);
    if (pid && process.kill(pid, 'SIGKILL')) kills++;
  };
  const inspect = async (bytes: Buffer) => {
    const judgement = await engine.run('clip', { picture: { bytes }, model: model('clip'), labels });
    if (++judged % KILL_EVERY === 0) killOne();
    const generation = { numBeams: 2, maxNewTokens: 8 };
    const caption = await engine.run('caption', { picture: { bytes }, model: model('blip'), generation });
    return [judgement.output.picture.sha256, caption.output.picture.sha256];
  };

  const frames = Array.from({ length: PICTURES }, (_, frame) => pictures[frame % pictures.length]!);
  const hashes = await Promise.all(frames.map(inspect));

  expect(kills).toBeGreaterThan(5);
  expect(hashes).toEqual(
    frames.map((bytes) => {
      const hash = createHash('sha256').update(bytes).digest('hex');
      return [hash, hash];
    }),
  );
  for (const kind of ['clip', 'caption'] as const) {
    expect(engine.state(kind)).toMatchObject({ done: PICTURES, failed: 0, dropped: 0, waiting: 0, running: 0 });
  }
});
