import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What one run of a peer took, ms, in its own process. */
export interface Taken {
  ms: number;
  /** The longest its event loop stood still, where it has one. */
  loopDelayMs?: number;
}

/** Another program that does the same work, in a process of its own; one run at a time. */
export interface Peer {
  run(): Promise<Taken>;
  close(): void;
}

/**
 * Starts a program that says one line when it is ready and then, for every empty line it reads, does its work once and
 * answers with {@link Taken} as JSON.
 *
 * @returns undefined, and why on standard error, when the program ends instead of getting ready
 */
export async function startPeer(command: string, args: string[]): Promise<Peer | undefined> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = once(child, 'error').then(([error]: Error[]) =>
    console.error(`without ${command}: ${error!.message}`),
  );
  const ready = await Promise.race([lines.next(), failed]);
  if (!ready || ready.done) return undefined;
  return {
    async run() {
      child.stdin.write('\n');
      const { value, done } = await lines.next();
      if (done) throw new Error(`${command} ${args.join(' ')} ended while it was measured`);
      return JSON.parse(value) as Taken;
    },
    close: () => child.kill(),
  };
}
