/**
 * The engine process: `node main.js <lane> <settings as JSON> [<folder of jobs>]`, started with an IPC channel.
 * It speaks the messages of `inference/protocol.ts` and lives as long as its channel.
 */
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import type { Lane } from '../inference/jobs';
import type { ToChild } from '../inference/protocol';
import type { EngineSettings } from '../inference/settings';
import { failureOf, tell } from './channel';
import { JobModules } from './job-modules';
import { onNote } from './notes';
import { Scheduler } from './scheduler';
import { SharingReceiver } from './shared-values';

const [lane, settings, jobsDirectory = join(__dirname, 'jobs')] = process.argv.slice(2) as [Lane, string, string?];

// Ctrl-C and a service manager signal the whole group; the parent decides when its engines end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit());

if (lane === 'describe') {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A container may forbid it; the lane then competes as an equal.
  }
}

onNote((what) => void tell({ type: 'note', failure: failureOf(what) }));
const scheduler = new Scheduler(JSON.parse(settings) as EngineSettings, new JobModules(jobsDirectory));
const sharing = new SharingReceiver();
process.on('message', (message) => {
  const request = sharing.receive(message as ToChild);
  if (request) scheduler.take(request);
});
void tell({ type: 'ready' });
