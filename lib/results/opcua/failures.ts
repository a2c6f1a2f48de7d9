import { InspectionError } from '../../inspection/errors';
import { reasonOf, statusOf } from '../../intake/opcua/failures';

/** States of a server, a line or a device behind it that pass, after which the same result is taken. */
const PASSING =
  /^Bad(Connection|SecureChannel|Session|Server(Halted|NotConnected|TooBusy)|Shutdown|Timeout|Request(Timeout|Cancelled)|Communication|NotConnected|NoCommunication|DeviceFailure|OutOfService|OutOfMemory|ResourceUnavailable|WaitingFor|Tcp|Disconnect)/;

/** What a server says to a whole request that it will never take. */
const FINAL =
  /^Bad(TooManyOperations|RequestTooLarge|EncodingLimits|UserAccessDenied|ServiceUnsupported|NodeId|Method)/;

/** What the library says without a status when a connection breaks. */
const BROKEN = /connection|channel|session|socket|time|closed|disconnect|\bE[A-Z]{4,}/i;

/** Whether the result has to wait, with all behind it, until the server takes it. */
export const isPassing = ({ parameters }: InspectionError) => parameters.passing === 1;

/** The server's word on one variable or on the method. */
export function refusal(nodeId: string, status: string): InspectionError {
  return new InspectionError('ERR_OPCUA_RESULT', { nodeId, reason: status, passing: PASSING.test(status) ? 1 : 0 });
}

/** What kept a request from being answered. */
export function requestFailure(thrown: unknown, endpoint: string): InspectionError {
  if (thrown instanceof InspectionError) return thrown;
  const status = statusOf(thrown);
  const reason = reasonOf(thrown);
  if (FINAL.test(status) || (!status && !BROKEN.test(reason))) {
    return new InspectionError('ERR_OPCUA_RESULT', { nodeId: endpoint, reason, passing: 0 });
  }
  return new InspectionError('ERR_OPCUA', { endpoint, reason, passing: 1 });
}
