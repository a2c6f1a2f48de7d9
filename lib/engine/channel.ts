import type { FromChild } from '../inference/protocol';

/** Sends a message to the parent; resolved when the system has taken it, so that it outlives a crash of this process. */
export function tell(message: FromChild): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send!(message, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });
}
