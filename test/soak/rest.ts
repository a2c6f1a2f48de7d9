import { setTimeout as pause } from 'node:timers/promises';
import type { SoakLine } from './line';
import { enginesOf, LANES, rssOf } from './sample';

/** Where a process that gets SIGUSR1 is to be inspected (Node.js, "Debugging Node.js"). */
const INSPECTOR = 'http://127.0.0.1:9229/json/list';
const [TRIES, EVERY_MS] = [100, 100];
/** What the first leaves for finalizers goes with the next ones. */
const COLLECTIONS = 3;

/** Resident memory of every engine, MiB, once V8 has collected what it can: what it holds, and not what it once took. */
export async function restOfEngines({ pid }: SoakLine): Promise<Record<string, number>> {
  const engines = await enginesOf(pid);
  const rest: Record<string, number> = {};
  for (const lane of LANES) if (engines.has(lane)) rest[lane] = await restOf(engines.get(lane)!);
  return rest;
}

async function restOf(pid: number): Promise<number> {
  process.kill(pid, 'SIGUSR1');
  const { call, close } = await inspect(await addressOfInspector());
  const evaluate = (expression: string) => call('Runtime.evaluate', { expression, returnByValue: true });
  const { result } = (await evaluate('process.pid')) as { result: { value: number } };
  if (result.value !== pid) throw new Error(`${INSPECTOR} belongs to process ${result.value}, not to engine ${pid}`);
  for (let n = 0; n < COLLECTIONS; n++) await call('HeapProfiler.collectGarbage');
  const rss = await rssOf(pid);
  void evaluate(`process.getBuiltinModule('node:inspector').close()`);
  await close();
  return rss;
}

async function addressOfInspector(): Promise<string> {
  for (let n = 0; n < TRIES; n++) {
    const list = await fetch(INSPECTOR).then((answer) => answer.json(), () => []); // prettier-ignore
    const [first] = list as { webSocketDebuggerUrl: string }[];
    if (first) return first.webSocketDebuggerUrl;
    await pause(EVERY_MS);
  }
  throw new Error(`nothing answers at ${INSPECTOR}`);
}

/** A conversation in the Chrome DevTools Protocol. */
async function inspect(address: string) {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  const waiting: ((result: unknown) => void)[] = [];
  socket.onmessage = ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
    if (id !== undefined) waiting[id]!(result);
  };
  const call = (method: string, params: object = {}) =>
    new Promise<unknown>((resolve) => {
      socket.send(JSON.stringify({ id: waiting.push(resolve) - 1, method, params }));
    });
  const closed = new Promise((resolve) => (socket.onclose = resolve));
  return { call, close: () => closed };
}
