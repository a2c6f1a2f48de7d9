import type { Node, NodeAPI } from 'node-red';
import { onFate } from '../../lib/queue/finished';
import { FINISHED, InFlight, type Outcome } from '../../lib/intake/in-flight';
import { roomInQueues } from '../../lib/queue/backlog';
import type { InspectionMessage } from './messages';

/** By the id of the node that handed them on: they outlive it when a deploy restarts it alone. */
const flights = new Map<string, InFlight>();

/**
 * Hands frames on and learns when they are finished: when their record comes back to the node's input, with an error
 * or without. With nothing wired to the input, a frame is finished when it was handed on and the queues behind have room.
 */
export class HandOver {
  private readonly flight: InFlight;
  private isConfirmed = false;

  /** @param started called once, when all flows run: a message sent earlier may meet a node that is not there yet */
  constructor(
    RED: NodeAPI,
    private readonly node: Node,
    private readonly waitMs: number,
    started: () => void,
  ) {
    this.flight = flights.get(node.id) ?? new InFlight();
    flights.set(node.id, this.flight);

    let isFirst = true;
    const flowsStarted = ({ type }: { type?: string } = {}) => {
      this.isConfirmed = isWired(RED, node);
      if (!isFirst) return;
      isFirst = false;
      if (type !== 'nodes') this.flight.clear();
      started();
    };
    RED.events.on('flows:started', flowsStarted);

    node.on('input', (incoming, _send, done) => {
      const msg = incoming as InspectionMessage;
      if (msg.inspection) this.flight.settle(msg.inspection.id, outcomeOf(msg));
      done();
    });
    const { flight } = this;
    const stop = onFate({ finished: () => {}, putOff: (id) => flight.putOff(id), interrupted: () => {} });
    node.on('close', (removed: boolean, done: () => void) => {
      stop();
      RED.events.removeListener('flows:started', flowsStarted);
      if (removed) {
        this.flight.clear();
        flights.delete(node.id);
      }
      done();
    });
  }

  async hand(msg: InspectionMessage): Promise<Outcome> {
    if (!this.isConfirmed) {
      this.node.send(msg);
      await roomInQueues();
      return FINISHED;
    }
    return this.flight.hand(msg.inspection!.id, this.waitMs, () => this.node.send(msg));
  }

  /** To be called once the outcome of a frame has been recorded. */
  forget(id: string): void {
    this.flight.forget(id);
  }
}

/** Whether any wire ends at the node; within a subflow the wires name the node it was made from. */
export function isWired(RED: NodeAPI, node: Node): boolean {
  const names = [node.id, (node as { _alias?: string })._alias];
  let found = false;
  RED.nodes.eachNode((other) => {
    const { wires } = other as { wires?: string[][] };
    found ||= wires?.flat().some((target) => names.includes(target)) ?? false;
  });
  return found;
}

/** A Catch node's message carries the error beside the record, which holds it already when one of our nodes failed. */
function outcomeOf(msg: InspectionMessage): Outcome {
  const thrown = msg.error as { code?: string; message?: string } | undefined;
  const error =
    msg.inspection?.error ??
    (thrown && { code: thrown.code ?? 'ERR_FLOW', message: thrown.message ?? String(thrown), advice: '' });
  return error ? { finished: false, error } : FINISHED;
}
