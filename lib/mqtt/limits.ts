import type { IConnackPacket } from 'mqtt';
import { InspectionError } from '../inspection/errors';
import type { SubscriberOptions } from './subscriber';

/** What an MQTT 5 broker said at the connection (CONNACK properties) that stands against what is asked of it. */
export function brokerLimits(
  { properties = {} }: IConnackPacket,
  { topic, maxBytes, sessionSeconds }: Pick<SubscriberOptions, 'topic' | 'maxBytes' | 'sessionSeconds'>,
): InspectionError[] {
  const { maximumQoS, maximumPacketSize, sessionExpiryInterval, sharedSubscriptionAvailable } = properties;
  const limits: InspectionError[] = [];
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  if (maximumQoS === 0) limits.push(new InspectionError('ERR_MQTT_QOS'));
  if (maximumPacketSize !== undefined && maximumPacketSize < maxBytes) {
    const sizes = { limit: megabytes(maximumPacketSize), wanted: megabytes(maxBytes) };
    limits.push(new InspectionError('ERR_MQTT_PACKET', sizes));
  }
  if (sessionExpiryInterval !== undefined && sessionExpiryInterval < sessionSeconds) {
    const hours = (seconds: number) => Math.round(seconds / 360) / 10;
    const times = { given: hours(sessionExpiryInterval), wanted: hours(sessionSeconds) };
    limits.push(new InspectionError('ERR_MQTT_SESSION', times));
  }
  if (sharedSubscriptionAvailable === false && topic.startsWith('$share/')) {
    limits.push(new InspectionError('ERR_MQTT_SHARED', { topic }));
  }
  return limits;
}

/** The same for one who publishes; the size of each message is looked at when it is known. */
export function publishLimits({ properties = {} }: IConnackPacket, { retain }: { retain: boolean }): InspectionError[] {
  const { maximumQoS, retainAvailable } = properties;
  const limits: InspectionError[] = [];
  if (maximumQoS === 0) limits.push(new InspectionError('ERR_MQTT_QOS_OUT'));
  if (retainAvailable === false && retain) limits.push(new InspectionError('ERR_MQTT_RETAIN'));
  return limits;
}
