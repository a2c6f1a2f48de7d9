import { once } from 'node:events';
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import { packageRoot } from '../package-root';
import type { Lane } from './jobs';
import type { FromChild, ToChild } from './protocol';
import type { EngineSettings } from './settings';
import { SharingSender } from './shared-values';

export interface Death {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last lines of its standard error. */
  note: string;
  /** Ended by {@link EngineProcess.kill}. */
  ours: boolean;
}

/** Why a process died, as far as it could say. */
export function describe({ note, signal, code }: Death): string {
  return note || (signal ?? `exit code ${code}`);
}

interface Watcher {
  message(message: FromChild): void;
  /** Called once, after the last message. */
  died(death: Death): void;
}

const NOTE_LENGTH = 2000;
const GRACE_MS = 2000;
const alive = new Set<ChildProcess>();

function killAll(): void {
  for (const child of alive) child.kill('SIGKILL');
}

function forget(child: ChildProcess): void {
  alive.delete(child);
  if (alive.size === 0) process.off('exit', killAll);
}

/** Ends every engine process of this program at once, and waits until the system has let go of them. */
export async function endEngines(): Promise<void> {
  const running = [...alive].filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  const gone = running.map((child) => once(child, 'exit'));
  killAll();
  await Promise.all(gone);
}

/**
 * Of glibc, for a process that pictures of all sizes pass through. It gives every busy thread a heap of its own, and pictures leave
 * holes in each: two heaps cost no time. From 128 KiB on a block is memory of its own that goes back when it is freed; unless told
 * so, glibc raises that bound to 32 MiB as pictures are freed, and heaps go on growing in steps for hours.
 */
export const SMALL_HEAPS = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: String(128 << 10),
  MALLOC_TRIM_THRESHOLD_: String(128 << 10),
};

/** onnxruntime's official builds report their use to Microsoft, on Linux since 1.30, unless told not to at the start. */
const environment = (): NodeJS.ProcessEnv => ({ ...SMALL_HEAPS, ...process.env, ORT_DISABLE_TELEMETRY: '1' });

/**
 * V8 lets the two halves of the young generation grow to 64 MB each, in steps that may be half an hour apart on a quiet line. With 4 an
 * engine that measures holds 150 to 175 MB instead of 300, for some 6 % of its computing, with the bound of blocks above; the others
 * compute as fast.
 */
const ARGUMENTS = ['--max-semi-space-size=4'];

/** One forked engine process: a thin wrapper that tells of messages and, exactly once, of its death. */
export class EngineProcess {
  ready = false;
  private readonly child: ChildProcess;
  private readonly sharing = new SharingSender((message) => this.post(message));
  private stderr = '';
  private ours = false;

  /** @throws when the system cannot start another process. */
  constructor(lane: Lane, settings: EngineSettings, jobsDirectory: string | undefined, watcher: Watcher) {
    const child = fork(
      join(packageRoot(), 'dist/lib/engine/main.js'),
      [lane, JSON.stringify(settings), ...(jobsDirectory ? [jobsDirectory] : [])],
      {
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        execArgv: ARGUMENTS,
        env: environment(),
      },
    );
    this.child = child;
    if (alive.size === 0) process.on('exit', killAll);
    alive.add(child);

    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-NOTE_LENGTH);
    });
    child.on('message', (message) => watcher.message(message as FromChild));
    child.on('error', (error) => (this.stderr += error.message));

    // The channel may still hold results when the process is gone: it has died when both are at their end.
    let open = 2;
    const end = () => {
      if (--open > 0) return;
      forget(child);
      const { exitCode: code, signalCode: signal } = child;
      watcher.died({ code, signal, note: this.stderr.trim(), ours: this.ours });
    };
    child.once('close', end);
    child.once('disconnect', end);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** @throws DataCloneError when the message holds what cannot be copied. */
  send(message: ToChild): void {
    this.post(message.type === 'job' ? { ...message, input: this.sharing.shorten(message.input) } : message);
  }

  private post(message: ToChild): void {
    // A write that fails means a dying process, whose death is told anyway.
    if (this.child.connected) this.child.send(message, () => {});
  }

  /** A process without work must not keep Node from exiting. */
  keepsAlive(busy: boolean): void {
    const handles = [this.child, this.child.channel, this.child.stderr as Socket | null];
    for (const handle of handles)
      if (busy) handle?.ref();
      else handle?.unref();
  }

  /** Ends an idle process in peace: it leaves when its channel closes. */
  end(): void {
    this.ours = true;
    if (this.child.connected) this.child.disconnect();
    const impatience = setTimeout(() => this.child.kill('SIGKILL'), GRACE_MS).unref();
    // Node tells of no `close` once the channel was closed from this side.
    this.child.once('exit', () => {
      clearTimeout(impatience);
      forget(this.child);
    });
  }

  /** Ends a process that does not answer. */
  kill(): void {
    this.ours = true;
    this.child.kill('SIGKILL');
  }
}
