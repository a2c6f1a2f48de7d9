import type { Node, NodeAPI } from 'node-red';
import { InspectionError, type ErrorCode } from '../../lib/inspection/errors';
import { announcePutOff } from '../../lib/queue/finished';
import type { InspectionMessage } from './messages';

const OUTBOXES = ['mqtt-result', 'opcua-result'];

/**
 * Counts the outboxes that get what the node sends from its first output, without any node between that might keep it;
 * when all flows run, because during a deploy some of them are not there.
 */
export function outboxesBehind(RED: NodeAPI, node: Node): { count: number } {
  const outboxes = { count: 0 };
  const { wires } = node as Node & { wires?: string[][] };
  const look = () => {
    const behind = (wires?.[0] ?? []).map((id) => RED.nodes.getNode(id) as Node | null);
    outboxes.count = behind.filter((each) => each && OUTBOXES.includes(each.type)).length;
  };
  RED.events.on('flows:started', look);
  node.on('close', () => RED.events.off('flows:started', look));
  return outboxes;
}

/** What a frame's work failed for is thrown on; when it is one of `codes`, the frame is not to blame and comes again. */
export function puttingOff({ inspection }: InspectionMessage, codes: ErrorCode[]): (thrown: unknown) => never {
  return (thrown) => {
    if (inspection && codes.includes(InspectionError.from(thrown).code)) announcePutOff(inspection.id);
    throw thrown;
  };
}
