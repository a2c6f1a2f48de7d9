import type { QueueState } from './entry';
import { Inbox } from './inbox';

/** A deploy takes the node away and puts it back; until then the queue knows what is in flight. */
const LINGER_MS = 60_000;

interface Opened {
  inbox: Promise<Inbox>;
  users: number;
  closing?: NodeJS.Timeout;
}

const opened = new Map<string, Opened>();
const closing = new Map<string, Promise<void>>();

/**
 * The queue of a folder; there is one a folder in this process. `release` lets go of it, and a minute after its last
 * user it is closed.
 *
 * @param folder absolute
 * @throws InspectionError ERR_INBOX_HELD when another process has it
 */
export async function openInbox(folder: string): Promise<{ inbox: Inbox; release: () => void }> {
  let own = opened.get(folder);
  if (!own) {
    own = { inbox: (closing.get(folder) ?? Promise.resolve()).then(() => Inbox.open(folder)), users: 0 };
    opened.set(folder, own);
    own.inbox.catch(() => opened.delete(folder));
  }
  own.users++;
  clearTimeout(own.closing);
  const inbox = await own.inbox;
  return { inbox, release: () => letGo(folder, own, inbox) };
}

/** How the queues of this process stand; those that could not be opened are left out. */
export async function queueStates(): Promise<{ folder: string; state: QueueState }[]> {
  const states = [...opened].map(async ([folder, { inbox }]) => ({ folder, state: (await inbox).state }));
  return (await Promise.allSettled(states)).flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
}

function letGo(folder: string, own: Opened, inbox: Inbox): void {
  if (--own.users > 0) return;
  own.closing = setTimeout(() => {
    opened.delete(folder);
    const closed = inbox.close().finally(() => closing.delete(folder));
    closing.set(folder, closed);
  }, LINGER_MS).unref();
}
