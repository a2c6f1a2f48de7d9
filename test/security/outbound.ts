import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Every way to speak to another machine, of any thread of any child, native code too. */
const CALLS = ['connect', 'sendto', 'sendmsg', 'sendmmsg'];
const TRACE = ['-f', '-D', '-q', '--seccomp-bpf', '-e', `trace=${CALLS}`];

/** Why no process can be watched here; undefined where it can. */
export function whyNotWatched(): string | undefined {
  const { status, error, stderr } = spawnSync('strace', [...TRACE, '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (status === 0) return undefined;
  return error ? `strace is not installed (${error.message})` : `strace may not watch processes here: ${stderr}`;
}

/** By the internet protocol, or through a service of this machine that asks for names. */
const OUTBOUND = /AF_INET6?\b|systemd\/resolve|nscd.* = 0$/;

export interface Watch {
  /** A program that starts another, all of whose processes are watched. */
  program: string;
  /** Connections and datagrams to the internet protocol, one a line, once the program has ended. */
  outbound(): Promise<string[]>;
}

/** @param folder for the watch's own files */
export function watchProgram(folder: string, program: string): Watch {
  const [script, log] = [join(folder, 'watched'), join(folder, 'calls.log')];
  writeFileSync(script, `#!/bin/sh\nexec strace ${TRACE.join(' ')} -o '${log}' '${program}' "$@"\n`);
  chmodSync(script, 0o755);
  return {
    program: script,
    outbound: async () => {
      let lines: string[];
      do {
        await pause(20);
        lines = readFileSync(log, 'utf8').trimEnd().split('\n');
      } while (!hasEnded(lines));
      return lines.filter((line) => OUTBOUND.test(line));
    },
  };
}

/** The watcher writes on its own; the oldest process, the program itself, is the last to end. */
function hasEnded(lines: string[]): boolean {
  const oldest = Math.min(...lines.map((line) => Number.parseInt(line, 10)));
  return lines.some((line) => Number.parseInt(line, 10) === oldest && /\+\+\+ (exited|killed)/.test(line));
}
