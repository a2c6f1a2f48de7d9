import { parentPort, workerData } from 'node:worker_threads';
import { InspectionError } from '../inspection/errors';
import type { Call, CallName, CaseCalls, Reply, StoreOptions } from './calls';
import type { FoundCase, NewCase } from './case';
import { foreignCases } from './foreign';
import { Indexing } from './indexing';
import { Search } from './search';
import { Store } from './store';

const { folder, sealAt } = workerData as StoreOptions;
const store = new Store(folder);
const search = new Search(store);
let trouble: Error | undefined;
const indexing = new Indexing(store, sealAt, (error) => (trouble = error));

const calls: CaseCalls = {
  put: (cases) => store.put(cases),
  decide: (id, disposition) => store.decide(id, disposition),
  drop: (id) => store.drop(id),
  prefer: (space) => {
    store.prefer(space);
    indexing.check();
  },
  find: (query) => search.find(query),
  get: (id): FoundCase | undefined => {
    const row = store.ids.find(id);
    const read = row === undefined ? undefined : store.read(row);
    return read && { record: read.record, picture: read.picture, disposition: store.dispositions.get(row!) };
  },
  foreign: (after, count) => foreignCases(store, after, count),
  retain: (limits, now) => store.retain(limits, now),
  state: () => ({ ...store.state(), ...(trouble && { trouble: trouble.message }) }),
  settle: () => indexing.settle(),
};

/** Cases that came together go to the disk together: waiting for it is what takes the time. */
let waiting: { number: number; cases: NewCase[] }[] = [];

function putWaiting(): void {
  const together = waiting;
  waiting = [];
  if (together.length === 0) return;
  try {
    calls.put(together.flatMap(({ cases }) => cases));
    for (const { number } of together) reply({ number, result: undefined });
  } catch (thrown) {
    for (const { number } of together) fail(number, thrown);
  }
  indexing.check();
}

parentPort!.on('message', ({ number, name, parameters }: Call) => {
  if (name === 'put') {
    if (waiting.push({ number, cases: parameters[0] as NewCase[] }) === 1) setImmediate(putWaiting);
    return;
  }
  // What was asked after a case came must know it.
  putWaiting();
  void answer(number, name, parameters);
});

async function answer(number: number, name: CallName, parameters: unknown[]): Promise<void> {
  try {
    const call = calls[name] as (...given: unknown[]) => unknown;
    reply({ number, result: await call(...parameters) });
    if (name === 'retain') indexing.check();
  } catch (thrown) {
    fail(number, thrown);
  }
}

function fail(number: number, thrown: unknown): void {
  const { code, parameters } =
    thrown instanceof InspectionError
      ? thrown
      : new InspectionError('ERR_CASES', { path: folder, reason: (thrown as Error).message });
  reply({ number, failure: { code, parameters } });
}

function reply(answer: Reply): void {
  parentPort!.postMessage(answer);
}

indexing.check();
reply({ number: 0, result: undefined });
