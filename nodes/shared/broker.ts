import type { Node, NodeAPI } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import type { BrokerOptions } from '../../lib/mqtt/broker';
import type { BrokerNode } from '../inspection-broker/node';

/**
 * How the node connects to the broker that its form names.
 *
 * @throws InspectionError ERR_OPTIONS, ERR_MQTT_CLIENT_ID
 */
export function brokerOptions(RED: NodeAPI, node: Node, { broker }: { broker: string }): BrokerOptions {
  const named = RED.nodes.getNode(broker) as BrokerNode | null;
  if (!named?.optionsFor) throw new InspectionError('ERR_OPTIONS', { option: 'broker', reason: '–' });
  return named.optionsFor(node);
}
