import type { NodeDef } from 'node-red';
import type { FollowerOptions } from '../../lib/intake/opcua/follower';
import type { FrameConfig } from '../shared/frame';
import { nodeIdOption } from '../shared/opcua';
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

/** What is subscribed to. @throws InspectionError ERR_OPTIONS */
export function followerOptions(config: OpcUaImageConfig): FollowerOptions {
  return {
    nodeId: config.from === 'file' ? nodeIdOption('trigger', config.trigger) : nodeIdOption('nodeId', config.nodeId),
    queueSize: Math.max(1, numberOption('queueSize', config.queueSize, 100)),
    discardOldest: config.discard !== 'newest',
    samplingMs: numberOption('samplingMs', config.samplingMs, 0),
    publishingMs: Math.max(10, numberOption('publishingMs', config.publishingMs, 100)),
    silentMs: 1000 * numberOption('silentSeconds', config.silentSeconds, 300),
  };
}
