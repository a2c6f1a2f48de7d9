import type { NodeAPI, NodeDef } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import type { Connection } from '../../lib/intake/opcua/connection';
import type { FollowerOptions } from '../../lib/intake/opcua/follower';
import type { OpcUaNode } from '../inspection-opcua/node';
import type { FrameConfig } from '../shared/frame';
import { numberOption } from '../shared/options';

export interface OpcUaImageConfig extends NodeDef, FrameConfig {
  endpoint: string;
  /** Where the picture is: the value of a variable, or a FileType object. */
  from: 'variable' | 'file';
  nodeId: string;
  /** `change`: whenever the variable, or the trigger of a file, changes; `input`: for each message. */
  when: 'change' | 'input';
  trigger: string;
  queueSize: string;
  discard: 'oldest' | 'newest';
  samplingMs: string;
  publishingMs: string;
  silentSeconds: string;
  topic: string;
  duplicates: 'mark' | 'drop';
}

/** @throws InspectionError ERR_OPTIONS */
export function connectionOf(RED: NodeAPI, config: OpcUaImageConfig): Connection {
  const { connection } = (RED.nodes.getNode(config.endpoint) as OpcUaNode | null) ?? {};
  if (!connection) throw new InspectionError('ERR_OPTIONS', { option: 'endpoint', reason: '–' });
  return connection;
}

/** What is subscribed to. @throws InspectionError ERR_OPTIONS */
export function followerOptions(config: OpcUaImageConfig): FollowerOptions {
  return {
    nodeId: nodeIdOption(config, config.from === 'file' ? 'trigger' : 'nodeId'),
    queueSize: Math.max(1, numberOption('queueSize', config.queueSize, 100)),
    discardOldest: config.discard !== 'newest',
    samplingMs: numberOption('samplingMs', config.samplingMs, 0),
    publishingMs: Math.max(10, numberOption('publishingMs', config.publishingMs, 100)),
    silentMs: 1000 * numberOption('silentSeconds', config.silentSeconds, 300),
  };
}

/** @throws InspectionError ERR_OPTIONS */
export function nodeIdOption(config: OpcUaImageConfig, option: 'nodeId' | 'trigger'): string {
  const nodeId = config[option]?.trim() ?? '';
  if (/^(ns=\d+;)?[isgb]=.+/.test(nodeId)) return nodeId;
  throw new InspectionError('ERR_OPTIONS', { option, reason: nodeId || '–' });
}
