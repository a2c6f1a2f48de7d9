import type { Decision } from '../inspection/record';

/** What a queue knows of a frame without opening its file. */
export interface FrameFacts {
  /** Of the inspection; the frame is done when this id is. */
  id: string;
  /** Of the picture: equal for a redelivery, different for another picture that was given the same id. */
  print: string;
  /** Frames of one line keep their order, where that is asked for. */
  line: string;
  /** 0 to 9, higher first. */
  priority: number;
  /** Known when the queue stands behind the judgement. */
  decision?: Decision;
}

/** A frame on disk. */
export interface Entry extends FrameFacts {
  /** Counts up with every accepted frame; files are named by it. */
  seq: number;
  /** How often the frame was passed on; part of the file's name, so that a crash cannot make it forgotten. */
  tries: number;
  /** Of the file. */
  bytes: number;
  /** Milliseconds since 1970. */
  acceptedAt: number;
  /** On the steady clock of this run, which tells its age whatever happens to the date. */
  bornAt?: number;
  /** The next of its bucket, see {@link Entries}. */
  next?: Entry;
}

/** What is asked of a queue. */
export interface QueueSettings {
  /** Most frames that are passed on and not done yet. */
  inFlight: number;
  /** A frame that is not done by then is taken for lost and comes again. */
  leaseMs: number;
  /** After a failure a frame comes again this much later. */
  retryMs: number;
  /** A frame that was passed on this often becomes a dead letter. */
  maxTries: number;
  maxFrames: number;
  maxBytes: number;
  /** 0: frames wait as long as it takes. */
  maxAgeMs: number;
  /** Bytes of the disk that are left to others. */
  minFree: number;
  /** Whom to turn away; `dropOk`: the oldest frame judged OK, and when there is none, the new one, with an error. */
  whenFull: 'refuse' | 'dropOk' | 'dropOldest' | 'dropNewest';
  byLine: boolean;
  /** Whether a report's word ends a frame, or only what comes back to the queue. */
  finishedBy: 'report' | 'input';
}

export interface QueueState {
  waiting: number;
  inFlight: number;
  dead: number;
  /** On disk, without dead letters. */
  bytes: number;
  /** Of the oldest frame that is not done, milliseconds; 0 without any. */
  oldest: number;
  /** Since the queue was opened. */
  accepted: number;
  finished: number;
  dropped: number;
  duplicates: number;
}
