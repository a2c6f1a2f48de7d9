import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { BrokerOptions } from '../../lib/mqtt/broker';
import { numberOption, required } from '../shared/options';
import { ClientIds } from './client-ids';
import type { BrokerCredentials, BrokerNode } from './node';

interface BrokerConfig extends NodeDef {
  host: string;
  port: string;
  tls: string;
  version: '4' | '5';
  clientId: string;
  keepalive: string;
}

type TlsNode = Node & { addTLSOptions?(options: object): object };

export = function (RED: NodeAPI): void {
  function InspectionBroker(this: BrokerNode, config: BrokerConfig): void {
    RED.nodes.createNode(this, config);
    const clientIds = new ClientIds(config.clientId);
    this.optionsFor = (node) => ({
      ...brokerOptions(RED, config, this.credentials),
      clientId: clientIds.take(node),
    });
  }
  RED.nodes.registerType('inspection-broker', InspectionBroker, {
    credentials: { user: { type: 'text' }, password: { type: 'password' } },
  });
};

/** @throws InspectionError ERR_OPTIONS */
function brokerOptions(
  RED: NodeAPI,
  config: BrokerConfig,
  { user, password }: Partial<BrokerCredentials> = {},
): Omit<BrokerOptions, 'clientId'> {
  const host = required('host', config.host);
  const tls = config.tls ? (RED.nodes.getNode(config.tls) as TlsNode | null)?.addTLSOptions?.({}) : undefined;
  const port = numberOption('port', config.port, config.tls ? 8883 : 1883);
  return {
    url: `${config.tls ? 'mqtts' : 'mqtt'}://${host}:${port}`,
    version: config.version === '4' ? 4 : 5,
    ...(user ? { username: String(user) } : {}),
    ...(password ? { password: String(password) } : {}),
    keepalive: numberOption('keepalive', config.keepalive, 60),
    ...(tls ? { tls } : {}),
  };
}
