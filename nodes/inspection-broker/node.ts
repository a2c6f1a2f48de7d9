import type { Node } from 'node-red';
import type { BrokerOptions } from '../../lib/mqtt/broker';

export interface BrokerCredentials {
  user: unknown;
  password: unknown;
}

/** What mqtt-image and mqtt-result find at the config node they name. */
export type BrokerNode = Node<BrokerCredentials> & {
  /**
   * For a connection of that node's own, until it is closed.
   *
   * @throws InspectionError ERR_OPTIONS, ERR_MQTT_CLIENT_ID
   */
  optionsFor?(node: Node): BrokerOptions;
};
