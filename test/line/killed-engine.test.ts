import { describe, expect, it } from 'vitest';
import { acquireEngine, DEFAULT_SETTINGS, type Engine } from '../../lib/inference';
import { beginInspection } from '../../lib/inspection/identity';
import type { Inspection } from '../../lib/inspection/record';
import { defaultLine, runLine, type Line } from '../../lib/stages/line';
import { inOrder } from '../../lib/in-order';
import { scratchedPlate } from '../support/pictures';
import { tinyModel } from '../support/tiny-models';

const PICTURES = 200;
const DIFFERENT = 40;
const KILL_EVERY_MS = 2000;

/** Every picture takes all stages: only defect labels, whatever they win by. */
function wholeLine(): Line {
  const line = defaultLine({ clip: tinyModel('clip'), blip: tinyModel('blip'), marian: tinyModel('marian') });
  line.judge.labels = line.judge.labels.filter(({ kind }) => kind === 'defect');
  line.judge.decision = { threshold: 0, margin: 0, unknownBelow: 0 };
  line.caption.attempts = 1;
  line.caption.generation = { numBeams: 2, maxNewTokens: 12 };
  line.translate.generation = { numBeams: 2, maxNewTokens: 12 };
  return line;
}

/** What must not depend on how often a process was killed. */
const essence = ({ id, judgement, regions, caption, error }: Inspection) => ({
  id,
  label: judgement?.label.id,
  probability: judgement?.probability.toFixed(4),
  regions: regions?.map(({ bbox }) => bbox),
  caption: caption?.text,
  korean: caption?.text_ko,
  error: error?.code,
});

async function inspectAll(engine: Engine, pictures: Buffer[]): Promise<ReturnType<typeof essence>[]> {
  const line = wholeLine();
  return inOrder(pictures, 8, async (bytes, index) => {
    const inspection = beginInspection({}, {}, `frame-${index}`);
    await runLine({ engine, picture: { bytes }, inspection }, line);
    return essence(inspection);
  });
}

describe('a line whose engine processes are killed', () => {
  it(`gives ${PICTURES} correct records, none lost, doubled or blamed`, { timeout: 300_000 }, async () => {
    const different = await Promise.all(Array.from({ length: DIFFERENT }, (_, index) => scratchedPlate(96 + index)));
    const pictures = Array.from({ length: PICTURES }, (_, index) => different[index % DIFFERENT]!);
    const { engine, release } = acquireEngine({ ...DEFAULT_SETTINGS, queueLimit: 1000 });
    try {
      const calm = await inspectAll(engine, different);
      let kills = 0;
      const killer = setInterval(() => {
        const alive = (['clip', 'measure', 'caption'] as const).flatMap((kind) => engine.state(kind).pid ?? []);
        const victim = alive[kills % Math.max(1, alive.length)];
        if (victim === undefined) return;
        process.kill(victim, 'SIGKILL');
        kills++;
      }, KILL_EVERY_MS);
      const stormy = await inspectAll(engine, pictures);
      clearInterval(killer);
      expect(kills).toBeGreaterThan(0);
      expect(stormy).toEqual(pictures.map((_, index) => ({ ...calm[index % DIFFERENT], id: `frame-${index}` })));
    } finally {
      release();
    }
  });
});
