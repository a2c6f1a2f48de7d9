import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { levelsIn } from '../../lib/handshake/addresses';
import type { Code, Inputs, State } from '../../lib/handshake/machine';
import { HandshakeRunner, type Verdict } from '../../lib/handshake/runner';
import { InspectionError } from '../../lib/inspection/errors';
import { decisionOf } from '../../lib/report/words';
import { failure, handleInput } from '../shared/handle-input';
import { languageIn } from '../shared/language';
import type { InspectionMessage } from '../shared/messages';
import { Status, type Word } from '../shared/status';
import { addressesOf, handshakeOptions, type PlcHandshakeConfig } from './settings';

const WORDS: Record<State, Word> = {
  preoperational: 'signalsUnknown',
  halted: 'halted',
  initialized: 'linesHigh',
  ready: 'ready',
  singleExecution: 'inspecting',
  resultReady: 'awaitsAck',
  error: 'error',
};

export = function (RED: NodeAPI): void {
  function PlcHandshake(this: Node, config: PlcHandshakeConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const options = handshakeOptions(config);
    const addresses = addressesOf(config);
    let incoming: InspectionMessage = {};

    const runner = new HandshakeRunner(options, {
      changed: (now, outputs, writes) => {
        const own = writes.map(([signal, payload]) => ({ topic: config[signal]?.trim(), payload, signal }));
        const all = { topic: now.state, payload: outputs, handshake: { job: now.job } };
        this.send([own.filter(({ topic }) => topic), all, null] as unknown as NodeMessage[]);
        show(now.state, now.code);
      },
      started: (job) => this.send([null, null, { ...incoming, handshake: { job } }] as NodeMessage[]),
      failed: (code) => {
        const error = errorOf(code, options);
        this.error(failure(RED, status, error, {} as InspectionMessage), {
          topic: 'error',
          payload: code,
        } as NodeMessage);
        show('error', code);
      },
    });
    const show = (state: State, code: Code) => {
      const text = status.word(WORDS[state]);
      if (state === 'error') status.failed(`${text}: ${status.word(code as Word)}`);
      else if (state === 'ready') status.done(text);
      else status.pending(text);
    };

    /** Not an error of the frame, which has its judgement and its report all the same. */
    const tellUnexpected = (id: string) => {
      const { code, message, advice } = new InspectionError('ERR_HANDSHAKE_UNEXPECTED').in(languageIn(RED));
      this.warn(`${code} [${id}]: ${message} → ${advice}`);
    };

    const starting = () => {
      RED.events.off('flows:started', starting);
      runner.start();
    };
    RED.events.on('flows:started', starting);

    handleInput(RED, this, status, (msg) => {
      incoming = msg;
      if (msg.inspection) {
        if (!runner.verdict(verdictOf(msg))) tellUnexpected(msg.inspection.id);
        return null;
      }
      const serial = (msg.part as { serial?: unknown } | undefined)?.serial;
      for (const [name, level] of Object.entries(levelsIn(msg.topic, msg.payload, addresses))) {
        runner.signal(name as keyof Inputs, level, serial === undefined ? undefined : String(serial));
      }
      return null;
    });
    this.on('close', () => {
      RED.events.off('flows:started', starting);
      runner.close();
    });
  }
  RED.nodes.registerType('plc-handshake', PlcHandshake);
};

function verdictOf(msg: InspectionMessage): Verdict {
  const { part, frame } = msg.inspection!;
  const job = Number((msg.handshake as { job?: unknown } | undefined)?.job);
  const receivedAt = Date.parse(frame.receivedAt ?? '');
  return {
    decision: decisionOf(msg.inspection!),
    ...(Number.isInteger(job) ? { job } : {}),
    ...(part.serial === undefined ? {} : { serial: part.serial }),
    ...(Number.isNaN(receivedAt) ? {} : { receivedAt }),
  };
}

function errorOf(code: Code, { verdictMs, ackMs }: { verdictMs: number; ackMs: number }): InspectionError {
  if (code === 'verdictLate') return new InspectionError('ERR_HANDSHAKE_VERDICT', { limit: verdictMs / 1000 });
  if (code === 'ackLate') return new InspectionError('ERR_HANDSHAKE_ACK', { limit: ackMs / 1000 });
  return new InspectionError('ERR_HANDSHAKE_TRIGGER');
}
