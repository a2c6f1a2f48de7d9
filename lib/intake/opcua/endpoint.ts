import { join } from 'node:path';

export type Identity =
  | { kind: 'anonymous' }
  | { kind: 'user'; user: string; password: string }
  /** Both as PEM. */
  | { kind: 'certificate'; certificate: string; privateKey: string };

export const POLICIES = ['Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss'] as const;

export interface EndpointOptions {
  /** `opc.tcp://host:port/path` */
  url: string;
  securityMode: 'None' | 'Sign' | 'SignAndEncrypt';
  securityPolicy: (typeof POLICIES)[number];
  identity: Identity;
  /** Folder of our own certificate, and of the servers' that are trusted. */
  pki: string;
  /** Of the largest message. */
  maxBytes: number;
  /** Milliseconds for which the server is asked to keep session and subscriptions without us. */
  outageMs: number;
}

/** What a server has to trust that wants to know its clients. */
export const ownCertificate = (pki: string) => join(pki, 'own', 'certs', 'client_certificate.pem');
