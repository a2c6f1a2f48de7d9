import type { Node, NodeAPI } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import { countError } from '../../lib/metrics/line';
import { isNestedTooDeep } from '../../lib/inspection/nesting';
import { tellEvent } from './events';
import { languageIn } from './language';
import type { InspectionMessage, Outgoing } from './messages';
import type { Status } from './status';

export type Work = (msg: InspectionMessage, signal: AbortSignal) => Promise<Outgoing> | Outgoing;

/**
 * The only place that catches what a node's work throws.
 *
 * A rejected input handler would end the whole Node-RED process, so every failure becomes one red status, the
 * record's `error`, and one `done(error)`: a Catch node gets it once, with `code`, `advice` and `frameId`.
 * `signal` is aborted when the node closes.
 */
export function handleInput(RED: NodeAPI, node: Node, status: Status, work: Work): void {
  const closing = new AbortController();
  node.on('close', () => closing.abort());

  node.on('input', async (incoming, send, done) => {
    const msg = incoming as InspectionMessage;
    const began = performance.now();
    const tell = (event: string, fields: object) =>
      tellEvent(node, event, msg.inspection?.id, { ms: Math.round(performance.now() - began), ...fields });
    try {
      const outgoing = await work(msg, closing.signal);
      if (outgoing) send(outgoing);
      tell('done', { decision: msg.inspection?.judgement?.decision });
      done();
    } catch (thrown) {
      flatten(msg);
      if (closing.signal.aborted) return done();
      const error = failure(RED, status, thrown, msg);
      tell('failed', { code: error.code });
      done(error);
    }
  });
}

/** For Catch and Complete nodes Node-RED copies the message; where it cannot, the error would end the whole process. */
function flatten(msg: InspectionMessage): void {
  for (const [key, value] of Object.entries(msg)) {
    if (key !== 'req' && key !== 'res' && isNestedTooDeep(value)) delete msg[key];
  }
}

/**
 * Puts on the record and in the status what went wrong with a message, for the node to tell it with `done(error)` or
 * `node.error(error, msg)`. Node-RED logs an error's message only, so the frame and the advice are made part of it.
 */
export function failure(RED: NodeAPI, status: Status, thrown: unknown, msg: InspectionMessage): InspectionError {
  const error = InspectionError.from(thrown).in(languageIn(RED));
  error.frameId = msg.inspection?.id;
  countError(error.code);
  if (msg.inspection) {
    msg.inspection.error = { code: error.code, message: error.message, advice: error.advice };
  }
  status.failed(error.code.replace(/^ERR_/, '').toLowerCase().replaceAll('_', ' '));
  const frame = error.frameId ? ` [${error.frameId}]` : '';
  error.message = `${error.code}${frame}: ${error.message} → ${error.advice}`;
  return error;
}
