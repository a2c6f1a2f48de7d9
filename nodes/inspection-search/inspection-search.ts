import type { NodeAPI } from 'node-red';
import type { FoundCase } from '../../lib/cases/case';
import { InspectionError } from '../../lib/inspection/errors';
import { findCases } from '../../lib/stages/search';
import { handleInput } from '../shared/handle-input';
import type { InspectionMessage } from '../shared/messages';
import { runtimeOf } from '../shared/runtime';
import { Status } from '../shared/status';
import { serveCases, type SearchNode } from './admin';
import { Memory } from './memory';
import { isQuestion, questionOf } from './question';
import { Rebuild } from './rebuild';
import type { SearchConfig } from './settings';

export = function (RED: NodeAPI): void {
  function InspectionSearch(this: SearchNode, config: SearchConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const runtime = runtimeOf(RED, this, config.runtime);
    const memory = (this.memory = new Memory(RED, this, config, runtime));
    const rebuild = (this.rebuild = new Rebuild(memory));

    const answerTo = async (msg: InspectionMessage, signal: AbortSignal) => {
      const question = await questionOf(msg);
      const { engine, models } = runtime;
      const found = await findCases({ engine, cases: await memory.cases, model: models.clip, signal }, question);
      status.done(status.word('casesFound', found.length));
      return Object.assign(msg, { payload: found.map(shown) });
    };

    /** The line never waits for its memory to be mended: what fails here is told, and the inspection goes on. */
    const remember = async (msg: InspectionMessage) => {
      const { inspection } = msg;
      if (!inspection) throw new InspectionError('ERR_INSPECTION_MISSING');
      try {
        const similar = await memory.similarTo(inspection);
        if (similar) inspection.similar = similar;
        const kept = await memory.keep(inspection);
        status.done(status.word(similar?.length ? 'casesSimilar' : kept ? 'caseKept' : 'caseNotKept', similar?.length));
      } catch (thrown) {
        memory.tell(thrown);
        status.failed(status.word('error'));
      }
      return msg;
    };

    handleInput(RED, this, status, async (msg, signal) =>
      isQuestion(msg) ? [null, await answerTo(msg, signal)] : [await remember(msg), null],
    );

    this.on('close', (done: () => void) => {
      rebuild.close();
      void memory.close().finally(done);
    });
  }
  RED.nodes.registerType('inspection-search', InspectionSearch);
  serveCases(RED);
};

function shown({ record: { space: _, ...record }, similarity, disposition, picture }: FoundCase): object {
  return {
    ...record,
    ...(similarity !== undefined && { similarity }),
    ...(disposition && { disposition }),
    ...(picture && { picture: Buffer.from(picture) }),
  };
}
