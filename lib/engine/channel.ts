import type { Failure, FromChild } from '../inference/protocol';
import { InspectionError } from '../inspection/errors';

/** Sends a message to the parent; resolved when the system has taken it, so that it outlives a crash of this process. */
export function tell(message: FromChild): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send!(message, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });
}

/** Any thrown value as it travels. */
export function failureOf(thrown: unknown): Failure {
  const { code, parameters, stack } = InspectionError.from(thrown);
  return { code, parameters, stack };
}
