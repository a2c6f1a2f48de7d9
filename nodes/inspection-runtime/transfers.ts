import { InspectionError } from '../../lib/inspection/errors';
import type { Language } from '../../lib/inspection/messages';

/** What the form shows of a pull or an import. */
export interface TransferState {
  /** 0..1 */
  fraction: number;
  bytes: number;
  total?: number;
  /** The file at work. */
  path?: string;
  /** Why it ended, unless it succeeded or was cancelled. */
  error?: { code: string; message: string; advice: string };
}

interface Transfer {
  state: TransferState;
  controller: AbortController;
  running: boolean;
}

type Work = (
  signal: AbortSignal,
  tell: (state: Pick<TransferState, 'fraction' | 'bytes' | 'total' | 'path'>) => void,
) => Promise<unknown>;

/** Pulls and imports that a user began in the form; they go on when the form is closed. */
export class Transfers {
  private readonly known = new Map<string, Transfer>();

  constructor(private readonly language: () => Language) {}

  /** Begins `work` unless one of this name runs already. */
  start(name: string, work: Work): void {
    if (this.known.get(name)?.running) return;
    const controller = new AbortController();
    const transfer: Transfer = { state: { fraction: 0, bytes: 0 }, controller, running: true };
    this.known.set(name, transfer);
    void work(controller.signal, (state) => (transfer.state = state)).then(
      () => this.known.delete(name),
      (thrown: unknown) => {
        transfer.running = false;
        const { code, message, advice } = InspectionError.from(thrown).in(this.language());
        if (code === 'ERR_CANCELLED') this.known.delete(name);
        else transfer.state = { ...transfer.state, error: { code, message, advice } };
      },
    );
  }

  /** Stops a running one; forgets one that failed. */
  cancel(name: string): void {
    const transfer = this.known.get(name);
    if (transfer?.running) transfer.controller.abort();
    else this.known.delete(name);
  }

  /** By name. */
  states(): Record<string, TransferState> {
    return Object.fromEntries([...this.known].map(([name, { state }]) => [name, state]));
  }
}
