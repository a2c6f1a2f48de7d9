import type { InspectionError } from '../inspection/errors';
import type { Entry } from './entry';
import type { Message } from './frame-file';

/** Whom the frames go to. */
export interface Consumer {
  /** `waited` in milliseconds since the frame was accepted; `entry.tries` counts this one. */
  deliver(message: Message, entry: Entry, waited: number): void;
  /** The frame will not come again by itself. The message is missing when its file is damaged. */
  givenUp(message: Message | undefined, entry: Entry, error: InspectionError): void;
  /** The disk does not do what it should; the queue goes on as well as it can. */
  trouble(error: Error): void;
}
