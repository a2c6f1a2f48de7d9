import type { IClientOptions } from 'mqtt';

/** Where a broker is and how to be let in. */
export interface BrokerOptions {
  /** `mqtt://host:port` or `mqtts://host:port`. */
  url: string;
  version: 4 | 5;
  clientId: string;
  username?: string;
  password?: string;
  /** Seconds. */
  keepalive: number;
  tls?: object;
}

/** Before another try to connect. */
export const RECONNECT_MS = 2000;

export function connectOptions({ version, clientId, username, password, keepalive, tls }: BrokerOptions) {
  return {
    protocolVersion: version,
    clientId,
    keepalive,
    resubscribe: false,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...tls,
  } satisfies IClientOptions;
}
