import { InspectionError } from '../inspection/errors';
import type { EngineSettings } from './settings';
import type { Ticket } from './ticket';

/**
 * Applies the queue policy when `waiting` (oldest first) already holds `room` tickets: either the one that comes fails,
 * or the oldest does to make room for it.
 */
export function makeRoom(
  waiting: Ticket[],
  coming: Ticket,
  room: number,
  { queuePolicy, queueLimit }: Pick<EngineSettings, 'queuePolicy' | 'queueLimit'>,
): void {
  if (waiting.length < room) return;
  const limit = { limit: queueLimit };
  if (queuePolicy === 'reject') return coming.fail(new InspectionError('ERR_QUEUE_FULL', limit));
  const dropped = queuePolicy === 'drop-oldest' ? (waiting[0] ?? coming) : coming;
  dropped.fail(new InspectionError('ERR_DROPPED', limit));
}
