import type { NodeAPI } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import type { Connection } from '../../lib/intake/opcua/connection';
import type { OpcUaNode } from '../inspection-opcua/node';

/** Of the server that the form names. @throws InspectionError ERR_OPTIONS */
export function connectionOf(RED: NodeAPI, { endpoint }: { endpoint: string }): Connection {
  const { connection } = (RED.nodes.getNode(endpoint) as OpcUaNode | null) ?? {};
  if (!connection) throw new InspectionError('ERR_OPTIONS', { option: 'endpoint', reason: '–' });
  return connection;
}

/** A node id typed into a form, such as `ns=1;s=Camera1.Image`. @throws InspectionError ERR_OPTIONS */
export function nodeIdOption(option: string, text: string | undefined): string {
  const nodeId = text?.trim() ?? '';
  if (/^(ns=\d+;)?[isgb]=.+/.test(nodeId)) return nodeId;
  throw new InspectionError('ERR_OPTIONS', { option, reason: nodeId || '–' });
}
