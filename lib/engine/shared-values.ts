import type { Call, ToChild, ValueName } from '../inference/protocol';

/** Puts what the sender of inference/shared-values.ts named back into inputs: equal names become the same object. */
export class SharingReceiver {
  private readonly values = new Map<number, unknown>();

  /** @returns the message with its values in place; undefined for one that only told of a value */
  receive(message: ToChild): Call | undefined {
    if (message.type === 'share') this.values.set(message.name, message.value);
    else if (message.type === 'forget') this.values.delete(message.name);
    else return message.type === 'job' ? { ...message, input: this.restore(message.input) } : message;
    return undefined;
  }

  private restore(input: object): object {
    const whole = Object.entries(input).map(([field, value]) => [
      field,
      isName(value) ? this.values.get(value.shared) : value,
    ]);
    return Object.fromEntries(whole) as object;
  }
}

const isName = (value: unknown): value is ValueName => typeof value === 'object' && value !== null && 'shared' in value;
