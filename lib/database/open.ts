import { Recorder, type RecorderOptions } from './recorder';

interface Opened {
  recorder: Recorder;
  users: number;
}

const opened = new Map<string, Opened>();
const closing = new Map<string, Promise<void>>();

/** Rows of one folder go to one database, whoever writes them; `release` lets go, and the last one closes. */
export function openRecorder(options: RecorderOptions): { recorder: Recorder; release: () => Promise<void> } {
  const { folder } = options;
  const own = opened.get(folder) ?? { recorder: new Recorder(options, closing.get(folder)), users: 0 };
  opened.set(folder, own);
  own.users++;
  return { recorder: own.recorder, release: () => letGo(folder, own) };
}

async function letGo(folder: string, own: Opened): Promise<void> {
  if (--own.users > 0) return;
  opened.delete(folder);
  const closed = own.recorder.close().catch(() => undefined);
  closing.set(folder, closed);
  await closed;
  if (closing.get(folder) === closed) closing.delete(folder);
}

/** Whether the databases of this process are there, by the folder in which rows wait. */
export const recorderStates = (): { folder: string; isThere: boolean }[] =>
  [...opened].map(([folder, { recorder }]) => ({ folder, isThere: recorder.isThere }));
