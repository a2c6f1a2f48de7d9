import type { Node, NodeAPI } from 'node-red';
import { readPicture } from '../../lib/imaging/input';
import type { Picture } from '../../lib/inference';
import { InspectionError } from '../../lib/inspection/errors';
import { beginInspection } from '../../lib/inspection/identity';
import { partFromFields } from '../../lib/inspection/mapping';
import type { Inspection } from '../../lib/inspection/record';
import type { InspectionMessage } from './messages';

/** The configured place of the picture on a message. */
export interface PictureProperty {
  property: string;
  propertyType: string;
}

/** The value at the configured property. */
export function pictureValue(RED: NodeAPI, node: Node, msg: InspectionMessage, config: PictureProperty): unknown {
  const property = config.property || 'payload';
  const value: unknown = RED.util.evaluateNodeProperty(property, config.propertyType || 'msg', node, msg);
  if (value === undefined || value === null)
    throw new InspectionError('ERR_IMAGE_MISSING', { property: `msg.${property}` });
  return value;
}

/** The picture of a message and its record, begun here when the message has not passed inspection-source. */
export async function pictureOf(
  RED: NodeAPI,
  node: Node,
  msg: InspectionMessage,
  config: PictureProperty,
): Promise<{ picture: Picture; inspection: Inspection }> {
  msg.inspection ??= beginInspection({ source: msg.topic }, partFromFields(msg.part));
  const { picture, header } = await readPicture(pictureValue(RED, node, msg, config));
  msg.inspection.frame.width ??= header.width;
  msg.inspection.frame.height ??= header.height;
  return { picture, inspection: msg.inspection };
}
