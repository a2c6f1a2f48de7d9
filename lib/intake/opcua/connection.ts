import { setTimeout as pause } from 'node:timers/promises';
import type { ClientSession, OPCUAClient } from 'node-opcua-client';
import { InspectionError } from '../../inspection/errors';
import { ownCertificate, type EndpointOptions } from './endpoint';
import { connectionFailure } from './failures';
import type { Library } from './library';
import { openTrust } from './trust';

export interface ConnectionUser {
  /** A new session: subscriptions have to be made. */
  opened(session: ClientSession): void;
  /** The connection is back, and with it the session and its subscriptions. */
  restored(): void;
  /** There is no connection; it is tried again. */
  lost(problem: InspectionError): void;
}

const RETRY_MS = 5000;
/** What closing may take with a server that does not answer. */
const CLOSING_MS = 2000;
const CHUNK = 1 << 16;

/**
 * One session with a server, shared by all nodes that name the same endpoint. The library mends a broken connection and
 * transfers the subscriptions; when it does not succeed while the server still keeps them, everything is made anew.
 */
export class Connection {
  private readonly users = new Set<ConnectionUser>();
  private readonly stopping = new AbortController();
  private client?: OPCUAClient;
  private current?: ClientSession;
  private end?: () => void;
  private running?: Promise<void>;

  constructor(
    private readonly load: () => Library,
    readonly options: EndpointOptions,
  ) {}

  /** @throws InspectionError ERR_OPCUA when there is none at the moment */
  get session(): ClientSession {
    if (this.current) return this.current;
    throw new InspectionError('ERR_OPCUA', { endpoint: this.options.url, reason: '–' });
  }

  get library(): Library {
    return this.load();
  }

  use(user: ConnectionUser): () => void {
    this.users.add(user);
    this.running ??= this.keepOpen();
    if (this.current) user.opened(this.current);
    return () => this.users.delete(user);
  }

  /** Gives up session and connection, and makes both anew. */
  rebuild(): void {
    this.end?.();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.end?.();
    await Promise.race([Promise.all([this.running, this.discard()]), pause(CLOSING_MS, undefined, { ref: false })]);
  }

  private async keepOpen(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.open();
      } catch (thrown) {
        if (!signal.aborted) this.tellLost(connectionFailure(thrown, this.options));
      }
      await this.discard();
      await pause(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Resolves when the session has ended. */
  private async open(): Promise<void> {
    const { url, outageMs } = this.options;
    const library = this.load();
    const trust = await openTrust(library, this.options.pki);
    const ended = new Promise<void>((resolve) => (this.end = resolve));
    let session: ClientSession;
    try {
      const client = library.client.OPCUAClient.create({
        ...clientOptions(library, this.options),
        clientCertificateManager: trust.manager,
      });
      this.client = client;
      let outage: NodeJS.Timeout | undefined;
      client.on('connection_lost', () => {
        clearTimeout(outage);
        outage = setTimeout(() => this.rebuild(), outageMs);
        outage.unref();
        this.tellLost(new InspectionError('ERR_OPCUA', { endpoint: url, reason: 'connection lost' }));
      });
      client.on('close', () => clearTimeout(outage));
      await client.connect(url);
      session = await client.createSession(identityOf(library.client, this.options));
      session.on('session_restored', () => {
        clearTimeout(outage);
        for (const user of this.users) user.restored();
      });
      session.on('session_closed', () => this.rebuild());
    } catch (thrown) {
      throw (await trust.failure(url)) ?? thrown;
    }
    if (this.stopping.signal.aborted) return;
    this.current = session;
    for (const user of this.users) user.opened(session);
    await ended;
  }

  private async discard(): Promise<void> {
    const { client } = this;
    this.client = this.current = undefined;
    if (!client) return;
    await Promise.race([client.disconnect().catch(() => undefined), pause(CLOSING_MS, undefined, { ref: false })]);
  }

  private tellLost(problem: InspectionError): void {
    for (const user of this.users) user.lost(problem);
  }
}

function clientOptions({ client }: Library, options: EndpointOptions) {
  const { securityMode, securityPolicy, maxBytes, outageMs, pki } = options;
  return {
    applicationName: 'gyeol',
    certificateFile: ownCertificate(pki),
    securityMode: client.MessageSecurityMode[securityMode],
    securityPolicy: securityMode === 'None' ? client.SecurityPolicy.None : client.SecurityPolicy[securityPolicy],
    endpointMustExist: false,
    // Two tries, then connect() tells why; a connection that was there is tried again for ever.
    connectionStrategy: { maxRetry: 1, initialDelay: 200, maxDelay: RETRY_MS },
    requestedSessionTimeout: outageMs,
    keepSessionAlive: true,
    transportSettings: {
      maxMessageSize: maxBytes,
      maxChunkCount: Math.ceil(maxBytes / CHUNK) * 2,
      receiveBufferSize: CHUNK,
      sendBufferSize: CHUNK,
    },
  };
}

function identityOf({ UserTokenType, crypto_utils }: Library['client'], { identity }: EndpointOptions) {
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
