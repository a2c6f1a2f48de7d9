import { InspectionError } from '../../inspection/errors';
import { ownCertificate, type EndpointOptions } from './endpoint';

const textOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

/** Name of the OPC UA status in an error of the library, such as `BadUserAccessDenied`. */
export function statusOf(thrown: unknown): string {
  return /\bBad[A-Z]\w+/.exec(textOf(thrown))?.[0] ?? '';
}

/** First line without the library's decoration. */
export function reasonOf(thrown: unknown): string {
  const lines = textOf(thrown)
    .split('\n')
    .map((line) => line.trim());
  return (lines.findLast((line) => /Bad[A-Z]|E[A-Z]{4,}/.test(line)) ?? lines[0] ?? '').slice(0, 200);
}

/** Why no session came about, in words that tell what to do. */
export function connectionFailure(thrown: unknown, options: EndpointOptions): InspectionError {
  if (thrown instanceof InspectionError) return thrown;
  const { url, identity, securityMode, securityPolicy, pki } = options;
  const status = statusOf(thrown);
  if (/^BadUserAccessDenied|^BadIdentityToken/.test(status)) {
    const user = identity.kind === 'user' ? identity.user : identity.kind;
    return new InspectionError('ERR_OPCUA_USER', { endpoint: url, user, reason: status });
  }
  if (
    /End point must exist|user token policy/.test(textOf(thrown)) ||
    /^BadSecurityPolicyRejected|^BadSecurityModeRej/.test(status)
  ) {
    const security = securityMode === 'None' ? 'None' : `${securityMode}, ${securityPolicy}`;
    return new InspectionError('ERR_OPCUA_SECURITY', { endpoint: url, security, reason: reasonOf(thrown) });
  }
  if (/^BadSecurityChecksFailed|^BadCertificate/.test(status)) {
    return new InspectionError('ERR_OPCUA_REFUSED', {
      endpoint: url,
      reason: status,
      certificate: ownCertificate(pki),
    });
  }
  return new InspectionError('ERR_OPCUA', { endpoint: url, reason: reasonOf(thrown) });
}

/** Why a node could not be read or subscribed to. */
export function nodeFailure(thrown: unknown, nodeId: string): InspectionError {
  if (thrown instanceof InspectionError) return thrown;
  const reason = reasonOf(thrown);
  const isSize = /TooLarge|EncodingLimits|maxMessageSize|maxChunkCount/i.test(reason);
  return new InspectionError(isSize ? 'ERR_OPCUA_SIZE' : 'ERR_OPCUA_NODE', { nodeId, reason });
}
