import { InspectionError } from '../inspection/errors';
import { describe, type Death } from './process';
import type { Ticket } from './ticket';

/** A second crash convicts; signals that an operator or the kernel's memory guard may have sent are given more time. */
const MOST_CRASHES = 2;
const MOST_DEATHS = 12;
const FROM_OUTSIDE = new Set<NodeJS.Signals | null>(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']);

export function mayComeFromOutside({ signal }: Death): boolean {
  return FROM_OUTSIDE.has(signal);
}

/**
 * Judges the tickets that ran when their process died: all of them will run alone, and one that ran alone again and
 * again is convicted with `ERR_ENGINE_CRASHED`. Who shared a batch, or a process that we ended ourselves, is innocent.
 */
export function blame(suspects: Ticket[], death: Death): void {
  for (const suspect of suspects) suspect.alone = true;
  const [only, other] = suspects;
  if (!only || other || death.ours) return;

  if (mayComeFromOutside(death)) only.kills++;
  else only.crashes++;
  const count = only.crashes + only.kills;
  if (only.crashes < MOST_CRASHES && count < MOST_DEATHS) return;
  only.fail(new InspectionError('ERR_ENGINE_CRASHED', { count, reason: describe(death) }));
}
