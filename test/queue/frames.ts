import { beginInspection } from '../../lib/inspection/identity';
import type { InspectionError } from '../../lib/inspection/errors';
import type { Clock } from '../../lib/queue/clock';
import type { Entry, FrameFacts, QueueSettings } from '../../lib/queue/entry';
import type { Message } from '../../lib/queue/frame-file';
import type { Consumer } from '../../lib/queue/consumer';
import { Inbox, type Accepted } from '../../lib/queue/inbox';
import { printOf } from '../../lib/queue/print';
import { useFreshFolder } from '../support/fresh';

export const SETTINGS: QueueSettings = {
  inFlight: 2,
  leaseMs: 600_000,
  retryMs: 0,
  maxTries: 3,
  maxFrames: 1000,
  maxBytes: 1e9,
  maxAgeMs: 0,
  minFree: 0,
  whenFull: 'refuse',
  byLine: false,
  finishedBy: 'input',
};

export interface Desk extends Consumer {
  inbox: Inbox;
  /** `id/attempt` of all frames in the order they came. */
  came: string[];
  messages: Message[];
  lost: { id: string; error: InspectionError; message?: Message }[];
  troubles: Error[];
  /** When `count` frames came in all. */
  until(count: number): Promise<void>;
  untilLost(count: number): Promise<void>;
}

/** Opens a folder as a fresh process would, with somebody who takes the frames. */
export async function openDesk(folder: string, settings: Partial<QueueSettings> = {}, clock?: Clock): Promise<Desk> {
  const inbox = await Inbox.open(folder, clock);
  const waiting: { met: () => boolean; resolve: () => void }[] = [];
  const look = () => waiting.filter(({ met }) => met()).forEach(({ resolve }) => resolve());
  const until = (met: () => boolean) =>
    new Promise<void>((resolve) => {
      waiting.push({ met, resolve });
      look();
    });
  const desk: Desk = {
    inbox,
    came: [],
    messages: [],
    lost: [],
    troubles: [],
    until: (count) => until(() => desk.came.length >= count),
    untilLost: (count) => until(() => desk.lost.length >= count),
    deliver(message, entry: Entry) {
      desk.messages.push(message);
      desk.came.push(`${entry.id}/${entry.tries}`);
      look();
    },
    givenUp(message, { id }, error) {
      desk.lost.push({ id, error, message });
      look();
    },
    trouble: (error) => void desk.troubles.push(error),
  };
  inbox.attach(desk, { ...SETTINGS, ...settings });
  inbox.start('lost');
  return desk;
}

/** A frame of a camera, as a node would hand it in. */
export function frame(id: string, facts: Partial<FrameFacts> & { picture?: unknown } = {}): [Message, FrameFacts] {
  const { picture = Buffer.from(`picture of ${id}`), ...rest } = facts;
  const message = { payload: picture, inspection: beginInspection({}, {}, id) } as unknown as Message;
  return [message, { id, print: printOf(picture), line: 'A', priority: 0, ...rest }];
}

export const put = (desk: Desk, ...args: Parameters<typeof frame>): Promise<Accepted> =>
  desk.inbox.accept(...frame(...args));

/** A fresh folder before each test; read its path inside the test. */
export const useQueueFolder = () => useFreshFolder('대기열 ');
