import { InspectionError } from '../../lib/inspection/errors';
import type { Client } from '../../lib/intake/opcua/library';
import { Method } from '../../lib/results/opcua/method';
import type { Target } from '../../lib/results/opcua/target';
import { COUNTER } from '../../lib/results/opcua/values';
import { Variables, type Row } from '../../lib/results/opcua/variables';
import type { Kind } from '../../lib/results/result';
import { nodeIdOption } from '../shared/opcua';
import { numberOption, required } from '../shared/options';
import type { OutboxConfig } from '../shared/outbox';

type When = Kind | 'both';

interface Property {
  property: string;
  longest: string;
}

export interface OpcUaResultConfig extends OutboxConfig {
  endpoint: string;
  to: 'variables' | 'method';
  variables: (Property & { nodeId: string; when: When })[];
  objectId: string;
  methodId: string;
  arguments: Property[];
  /** Results that the method is called for. */
  when: When;
  holdMs: string;
}

/** Whether anything of such a result is told. */
export function isTold(kind: Kind, config: OpcUaResultConfig): boolean {
  const whens = config.to === 'method' ? [config.when] : config.variables.map(({ when }) => when);
  return whens.some((when) => when === kind || when === 'both');
}

/** @throws InspectionError ERR_OPTIONS */
export function targetOf(client: Client, config: OpcUaResultConfig): Target {
  if (config.to !== 'method') {
    const rows = (kind: Kind) => config.variables.filter(({ when }) => when === kind || when === 'both').map(rowOf);
    return new Variables(client, { verdict: rows('verdict'), report: rows('report') });
  }
  if (config.arguments.some(({ property }) => property.trim() === COUNTER)) {
    throw new InspectionError('ERR_OPTIONS', { option: 'arguments', reason: COUNTER });
  }
  return new Method(client, {
    objectId: nodeIdOption('objectId', config.objectId),
    methodId: nodeIdOption('methodId', config.methodId),
    arguments: config.arguments.map(propertyOf),
  });
}

const rowOf = ({ nodeId, ...rest }: OpcUaResultConfig['variables'][number]): Row => ({
  nodeId: nodeIdOption('nodeId', nodeId),
  ...propertyOf(rest),
});

const propertyOf = ({ property, longest }: Property) => ({
  property: required('property', property),
  longest: numberOption('longest', longest, 0),
});
