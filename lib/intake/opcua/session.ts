import type { ClientSession, OPCUAClient } from 'node-opcua-client';
import { ownCertificate, type EndpointOptions } from './endpoint';
import { statusOf } from './failures';
import type { Library } from './library';

/** What the library has and does not declare. */
interface Publishing {
  getPublishEngine(): { suspend(isSuspended: boolean): void };
  stopKeepAliveManager(): void;
}

const CHUNK = 1 << 16;
/** Says nothing of the session: the connection broke again, or no answer came in time. */
const BROKEN =
  /^$|^Bad(Connection|SecureChannelClosed|Tcp|Timeout|RequestTimeout|Communication|NotConnected|ServerNotConnected)/;

/**
 * A client for one connection. The library's own way of mending connections is left out (`maxRetry: 0`): when the connection
 * breaks again while it is at work it gives up without a word, and what it has sent again it never confirms to the server.
 */
export function createClient(
  { client }: Library,
  options: EndpointOptions,
  clientCertificateManager: object,
): OPCUAClient {
  const { securityMode, securityPolicy, maxBytes, outageMs, pki } = options;
  return client.OPCUAClient.create({
    applicationName: 'gyeol',
    certificateFile: ownCertificate(pki),
    clientCertificateManager: clientCertificateManager as never,
    securityMode: client.MessageSecurityMode[securityMode],
    securityPolicy: securityMode === 'None' ? client.SecurityPolicy.None : client.SecurityPolicy[securityPolicy],
    endpointMustExist: false,
    connectionStrategy: { maxRetry: 0 },
    requestedSessionTimeout: outageMs,
    keepSessionAlive: true,
    transportSettings: {
      maxMessageSize: maxBytes,
      maxChunkCount: Math.ceil(maxBytes / CHUNK) * 2,
      receiveBufferSize: CHUNK,
      sendBufferSize: CHUNK,
    },
  });
}

export function identityOf({ UserTokenType, crypto_utils }: Library['client'], { identity }: EndpointOptions) {
  switch (identity.kind) {
    case 'anonymous':
      return { type: UserTokenType.Anonymous } as const;
    case 'user':
      return { type: UserTokenType.UserName, userName: identity.user, password: identity.password } as const;
    case 'certificate': {
      const certificateData = crypto_utils.convertPEMtoDER(identity.certificate);
      return { type: UserTokenType.Certificate, certificateData, privateKey: identity.privateKey } as const;
    }
  }
}

/** Its connection is broken: no more requests to publish, until it is continued over another one. */
export function suspend(session: ClientSession): void {
  const inside = session as unknown as Publishing;
  inside.stopKeepAliveManager();
  inside.getPublishEngine().suspend(true);
}

/**
 * Continues a session over the connection of another client (ActivateSession, OPC 10000-4, 5.7.3 and 6.7): its subscriptions and
 * what waits in their queues stay.
 *
 * @returns false when the server does not have it any more, or does not give it over another connection
 * @throws when the connection breaks meanwhile; it can be tried again
 */
export async function revive(client: OPCUAClient, session: ClientSession): Promise<boolean> {
  try {
    await client.reactivateSession(session);
  } catch (thrown) {
    if (BROKEN.test(statusOf(thrown))) throw thrown;
    return false;
  }
  (session as unknown as Publishing).getPublishEngine().suspend(false);
  return true;
}
