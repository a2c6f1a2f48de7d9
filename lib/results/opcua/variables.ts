import type { ClientSession, DataType, Variant } from 'node-opcua-client';
import { InspectionError } from '../../inspection/errors';
import type { Client } from '../../intake/opcua/library';
import type { Kind } from '../result';
import { countOn, variantOf } from './convert';
import { refusal } from './failures';
import type { Target } from './target';
import { COUNTER, valueOf, type Result } from './values';

export interface Row {
  nodeId: string;
  /** See {@link valueOf}, or {@link COUNTER}. */
  property: string;
  /** Characters of a text that the variable takes; 0: all. */
  longest: number;
}

interface Written {
  nodeId: string;
  variant: Variant;
}

const WRITABLE = 2;
const ATTRIBUTES = ['DataType', 'ValueRank', 'UserAccessLevel'] as const;

/**
 * Writes results to variables: the id, then the other values in their order, and the counters when the server has taken
 * all of these. Whoever sees a counter change finds values of one frame. In one request a server would write the counter
 * although it refused a value before it, and the last frame's would stay beside the new id.
 */
export class Variables implements Target {
  private readonly types = new Map<string, DataType>();
  private readonly counts = new Map<string, unknown>();
  /** What was asked to be shown of the result under way, as far as it came to that. */
  private readonly attempted = new Map<string, unknown>();
  private readonly rows: Record<Kind, Row[]>;
  private isStale = false;

  constructor(
    private readonly client: Client,
    rows: Record<Kind, Row[]>,
  ) {
    const rank = ({ property }: Row) => (property === 'id' ? 0 : 1);
    const inOrder = (some: Row[]) => [...some].sort((one, other) => rank(one) - rank(other));
    this.rows = { verdict: inOrder(rows.verdict), report: inOrder(rows.report) };
  }

  async send(session: ClientSession, result: Result, isRepeat: boolean): Promise<void> {
    this.freshen();
    const rows = this.rows[result.kind];
    await this.learn(session, rows);
    const values = rows
      .filter(({ property }) => property !== COUNTER)
      .map(({ nodeId, property, longest }) => this.written(nodeId, valueOf(result, property), longest));
    const counters = rows.filter(({ property }) => property === COUNTER).map(({ nodeId }) => nodeId);
    if (!isRepeat) this.attempted.clear();
    else if (await this.isThere(session, values, counters)) return;
    await this.write(session, values);
    await this.count(session, counters);
  }

  forget(): void {
    this.isStale = true;
  }

  /** Not while a result is under way, which goes by what it has learnt. */
  private freshen(): void {
    if (!this.isStale) return;
    this.isStale = false;
    this.types.clear();
    this.counts.clear();
  }

  private async count(session: ClientSession, counters: string[]): Promise<void> {
    const next = await Promise.all(counters.map((nodeId) => this.next(session, nodeId)));
    for (const { nodeId, variant } of next) this.attempted.set(nodeId, variant.value as unknown);
    await this.write(session, next);
    for (const { nodeId, variant } of next) this.counts.set(nodeId, variant.value as unknown);
  }

  private async write(session: ClientSession, values: Written[]): Promise<void> {
    if (values.length === 0) return;
    const { AttributeIds } = this.client;
    const statuses = await session.write(
      values.map(({ nodeId, variant }) => ({
        nodeId,
        attributeId: AttributeIds.Value,
        value: { value: variant },
      })),
    );
    for (const [index, status] of statuses.entries()) {
      if (!status.isGoodish()) throw refusal(values[index]!.nodeId, status.name);
    }
  }

  private written(nodeId: string, value: unknown, longest = 0): Written {
    return { nodeId, variant: variantOf(this.client, this.types.get(nodeId)!, value, { place: nodeId, longest }) };
  }

  /** A counter's next value; what it shows is asked once, and anew after a failure. */
  private async next(session: ClientSession, nodeId: string): Promise<Written> {
    const shown = this.counts.has(nodeId) ? this.counts.get(nodeId) : (await this.read(session, [nodeId]))[0];
    return this.written(nodeId, countOn(shown, this.client.DataType[this.types.get(nodeId)!]));
  }

  /** Whether an earlier try got through though its answer did not: counted again, it would look like another result. */
  private async isThere(session: ClientSession, values: Written[], counters: string[]): Promise<boolean> {
    const wanted = [
      ...values.map(({ nodeId, variant }) => [nodeId, variant.value as unknown] as const),
      ...counters.map((nodeId) => [nodeId, this.attempted.get(nodeId)] as const),
    ];
    const shown = await this.read(
      session,
      wanted.map(([nodeId]) => nodeId),
    );
    return wanted.every(
      ([, value], index) => value !== undefined && JSON.stringify(value) === JSON.stringify(shown[index]),
    );
  }

  private async read(session: ClientSession, nodeIds: string[]): Promise<unknown[]> {
    const { AttributeIds } = this.client;
    const read = await session.read(nodeIds.map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value })));
    return read.map(({ value }) => value?.value as unknown);
  }

  /** Reads types and rights of the variables that are not known yet. */
  private async learn(session: ClientSession, rows: Row[]): Promise<void> {
    const { AttributeIds } = this.client;
    const unknown = [...new Set(rows.map(({ nodeId }) => nodeId))].filter((nodeId) => !this.types.has(nodeId));
    if (unknown.length === 0) return;
    const read = await session.read(
      unknown.flatMap((nodeId) => ATTRIBUTES.map((attribute) => ({ nodeId, attributeId: AttributeIds[attribute] }))),
    );
    for (const [index, nodeId] of unknown.entries()) {
      const [type, valueRank, access] = read.slice(index * ATTRIBUTES.length);
      if (!type!.statusCode.isGoodish()) throw refusal(nodeId, type!.statusCode.name);
      if (Number(valueRank!.value.value) >= 0) {
        throw new InspectionError('ERR_OPCUA_CONVERT', { place: nodeId, value: '–', type: 'array' });
      }
      if (access!.statusCode.isGoodish() && !(Number(access!.value.value) & WRITABLE)) {
        throw refusal(nodeId, 'BadNotWritable');
      }
      this.types.set(nodeId, await this.client.findBasicDataType(session, type!.value.value));
    }
  }
}
