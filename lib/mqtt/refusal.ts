import { InspectionError } from '../inspection/errors';

/** What may pass by itself (MQTT 5, 3.4.2.1): unspecified, implementation specific, quota exceeded. */
const PASSING = [0x80, 0x83, 0x97];

/** Whether the broker said it, and not the client that it could not ask. */
export const isAnswer = (error: Error) => typeof (error as { code?: unknown }).code === 'number';

/** Why the broker did not take a message. `passing` in the parameters is 1 when another try may help. */
export function refusalOf(error: Error, topic: string): InspectionError {
  const { code } = error as { code?: unknown };
  const passing = PASSING.includes(Number(code)) ? 1 : 0;
  return new InspectionError('ERR_MQTT_REFUSED', { topic, reason: error.message, passing });
}
