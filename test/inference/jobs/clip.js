/**
 * A job with a will of its own, for tests of the supervision: it does what `input.act` says and returns what it saw.
 * `gate` names a file it waits for, so that a test decides when a batch ends.
 */
const { existsSync } = process.getBuiltinModule('node:fs');
const { setTimeout: pause } = process.getBuiltinModule('node:timers/promises');

let runs = 0;
const hoard = [];

async function openGate(gate, signal) {
  while (gate && !existsSync(gate) && !signal.aborted) await pause(2);
}

const acts = {
  block: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  abort: () => process.abort(),
  grow: () => hoard.push(Buffer.alloc(300 * 2 ** 20, 1)),
  // Lives long enough to be taken for old, and is nobody's then: V8 keeps its pages.
  litter: () => void Array.from({ length: 2e6 }, (_, index) => ({ index })).length,
  throw: () => {
    throw new Error('broken beyond repair');
  },
};

exports.batchKey = ({ model }) => model;

exports.warm = async (model) => {
  if (model === 'missing') throw new Error('no such model');
};

exports.run = async (inputs, contexts) => {
  runs++;
  for (const { act } of inputs) acts[act]?.();
  return Promise.all(
    inputs.map(async ({ gate, picture, tag, act }, index) => {
      const { signal } = contexts[index];
      contexts[index].progress(0.5, 'half');
      await contexts[index].time('wait', () => openGate(gate, signal));
      if (act === 'fail') return new Error(`not this one: ${tag}`);
      return { tag, runs, together: inputs.length, pid: process.pid, sum: picture?.bytes?.reduce((a, b) => a + b, 0) };
    }),
  );
};
