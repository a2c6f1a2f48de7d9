import { join } from 'node:path';
import type { NodeAPI, NodeDef } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import { Connection } from '../../lib/intake/opcua/connection';
import { POLICIES, type EndpointOptions, type Identity } from '../../lib/intake/opcua/endpoint';
import { loadOpcUa } from '../../lib/intake/opcua/library';
import { workingDirectory } from '../shared/folders';
import { languageIn } from '../shared/language';
import { numberOption } from '../shared/options';
import type { OpcUaCredentials, OpcUaNode } from './node';

interface OpcUaConfig extends NodeDef {
  url: string;
  securityMode: EndpointOptions['securityMode'];
  securityPolicy: EndpointOptions['securityPolicy'];
  login: Identity['kind'];
  maxMegabytes: string;
  outageMinutes: string;
}

export = function (RED: NodeAPI): void {
  function InspectionOpcUa(this: OpcUaNode, config: OpcUaConfig): void {
    RED.nodes.createNode(this, config);
    const userDir = (RED.settings as { userDir?: string }).userDir || workingDirectory(RED);
    try {
      const places = [__filename, join(userDir, 'package.json')];
      const connection = new Connection(() => loadOpcUa(places), optionsOf(config, this.credentials, userDir));
      this.connection = connection;
      this.on('close', (done: () => void) => void connection.stop().then(done, done));
    } catch (thrown) {
      const { code, message, advice } = InspectionError.from(thrown).in(languageIn(RED));
      this.error(`${code}: ${message} → ${advice}`);
    }
  }
  RED.nodes.registerType('inspection-opcua', InspectionOpcUa, {
    credentials: {
      user: { type: 'text' },
      password: { type: 'password' },
      certificate: { type: 'password' },
      privateKey: { type: 'password' },
    },
  });
};

/** @throws InspectionError ERR_OPTIONS */
function optionsOf(config: OpcUaConfig, credentials: OpcUaCredentials | undefined, userDir: string): EndpointOptions {
  const url = config.url?.trim() ?? '';
  if (!/^opc\.tcp:\/\/[^\s/]+/.test(url))
    throw new InspectionError('ERR_OPTIONS', { option: 'url', reason: url || '–' });
  return {
    url,
    securityMode: config.securityMode || 'None',
    securityPolicy: config.securityPolicy || POLICIES[0],
    identity: identityOf(config.login, credentials),
    pki: join(userDir, 'gyeol-opcua'),
    maxBytes: 1e6 * numberOption('maxMegabytes', config.maxMegabytes, 64),
    outageMs: 60_000 * numberOption('outageMinutes', config.outageMinutes, 10),
  };
}

function identityOf(kind: Identity['kind'] | undefined, credentials: Partial<OpcUaCredentials> = {}): Identity {
  const { user, password, certificate, privateKey } = credentials;
  const text = (value: unknown) => String(value ?? '');
  if (kind === 'user') return { kind, user: text(user), password: text(password) };
  if (kind === 'certificate') return { kind, certificate: pem(text(certificate)), privateKey: pem(text(privateKey)) };
  return { kind: 'anonymous' };
}

/** A form's one-line field takes the line breaks out of a pasted PEM. */
function pem(text: string): string {
  const [, label, body] = /-----BEGIN ([A-Z ]+)-----([\s\S]*?)-----END/.exec(text) ?? [];
  if (!label || !body) return text;
  const lines = body.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
