import helper from 'node-red-node-test-helper';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../lib/inference';
import { blipCaption, clipFilter, contourMeasure, helperNode, TINY_RUNTIME } from '../support/flows';
import { deploy, nextOf, nodeOf, useNodeRed } from '../support/node-red';
import { scratchedPlate } from '../support/pictures';

useNodeRed({ lang: 'ko' });

const REDEPLOYS = 50;
const TYPES = ['full', 'nodes', 'flows'] as const;
const JOBS = ['clip', 'measure', 'caption'] as const;

/** A flow whose nodes differ by `version` in a field that the runtime does not have. */
const flow = (version: number) => [
  { id: 'tab', type: 'tab', label: `test ${version}` },
  TINY_RUNTIME,
  {
    ...clipFilter({
      labels: [{ id: 'a', en: 'a', ko: '', kind: 'defect' }],
      name: `v${version}`,
      wires: [['measure'], [], []],
    }),
    z: 'tab',
  },
  { ...contourMeasure({ name: `v${version}`, wires: [['caption']] }), z: 'tab' },
  { ...blipCaption({ name: `v${version}`, wires: [['out']] }), z: 'tab' },
  { ...helperNode('out'), z: 'tab' },
];

const engine = () => (nodeOf('runtime') as unknown as { engine: Engine }).engine;
const pids = () => JOBS.map((kind) => engine().state(kind).pid);
const listeners = () => process.eventNames().map((name) => [String(name), process.listenerCount(name as never)]);

describe('redeploying during work', () => {
  it('keeps processes and listeners, whatever the kind of deploy', { timeout: 240_000 }, async () => {
    const payload = await scratchedPlate();
    await deploy(flow(0).slice(1));
    const first = nextOf('out', 1);
    nodeOf('clip').receive({ payload } as never);
    await first;
    const before = {
      pids: pids(),
      listeners: listeners(),
      restarts: JOBS.map((kind) => engine().state(kind).restarts),
    };

    for (let version = 1; version <= REDEPLOYS; version++) {
      for (let i = 0; i < 3; i++) nodeOf('clip').receive({ payload } as never);
      await helper.setFlows(flow(version), TYPES[version % TYPES.length]!);
    }

    const last = nextOf('out', 1);
    nodeOf('clip').receive({ payload } as never);
    await last;
    expect({
      pids: pids(),
      listeners: listeners(),
      restarts: JOBS.map((kind) => engine().state(kind).restarts),
    }).toEqual(before);
  });
});
