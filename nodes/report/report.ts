import type { Node, NodeAPI } from 'node-red';
import type { Decision } from '../../lib/disposition/dispositions';
import { InspectionError } from '../../lib/inspection/errors';
import type { Inspection } from '../../lib/inspection/record';
import { addCheck } from '../../lib/health/checks';
import { checkDisk } from '../../lib/health/disk';
import { countFrame } from '../../lib/metrics/line';
import { announceReported } from '../../lib/queue/finished';
import { Shift } from '../../lib/report/shift';
import { decisionOf } from '../../lib/report/words';
import { ReportWriter, type Written } from '../../lib/report/writer';
import { describe } from '../../lib/text/describe';
import { glossaryOf } from '../shared/glossary';

import { offerPictures } from '../shared/decided-pictures';
import { handleInput } from '../shared/handle-input';
import { languageIn } from '../shared/language';
import type { InspectionMessage } from '../shared/messages';
import { numberOption } from '../shared/options';
import { outboxesBehind, puttingOff } from '../shared/fate';
import { Status } from '../shared/status';
import { ReportBook } from './book';
import { keepBooks, recordDecision, serveDispositions } from './dispositions';
import { Keeping } from './keeping';
import { LimitedTurns } from './limited-turns';
import { originalIn } from './original';
import { Rows } from './rows';
import { limitsOf, wordingOf, writerSettings, type ReportConfig } from './settings';

/** Most messages that wait, with their pictures, while the disk or the PDFs are slower than the camera. */
const MOST_WAITING = 200;

export = function (RED: NodeAPI): void {
  function Report(this: Node, config: ReportConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const settings = writerSettings(RED, config);
    const writer = new ReportWriter(settings);
    const uncheck = addCheck(async () => [await checkDisk(settings.folder)]);
    const batched = config.mode === 'batch';
    const shift = new Shift(writer, config.batchName || '{date}/shift_{date}_{time}', Number(config.batchCount) || 0);
    const topic = config.topic ? { topic: config.topic } : {};
    const turns = new LimitedTurns(MOST_WAITING);
    const book = new ReportBook(settings.folder, this.id, writer, shift);
    let written = 0;
    let timer: NodeJS.Timeout | undefined;

    const showWritten = () => {
      if (rows.isAway) status.warning(`${status.word('databaseAway')} · ${status.word('written', written)}`);
      else status.done(status.word('written', written));
    };
    const rows = new Rows(RED, this, config, showWritten);
    const keeping = new Keeping(RED, this, turns, book.ledger, limitsOf(config), (id) => rows.forget(id));
    const decide = (asked: Decision) =>
      turns.take(async () => {
        const decided = await book.decide(asked);
        await rows.decide(decided.id, decided.after);
        return decided;
      });
    const outboxes = outboxesBehind(RED, this);
    const closeBooks = keepBooks({ book, decide });
    const stopOffering = offerPictures(book);

    const show = ({ locked }: Written) => {
      written++;
      if (locked.length === 0) return showWritten();
      status.warning(status.word('locked'));
      this.warn(`${status.word('locked')} → ${locked.join(', ')}`);
    };

    const writeOne = async (msg: InspectionMessage, inspection: Inspection) => {
      inspection.description ??= describe(inspection, glossaryOf(RED, config.glossary), wordingOf(config));
      inspection.dispositions = await book.decisionsOn(inspection.id);
      const picture = await originalIn(RED, msg, config);
      const name = typeof msg.reportName === 'string' ? msg.reportName : undefined;
      const result = await writer.write(inspection, picture, { name, documents: !batched });
      await Promise.all([book.note(inspection.id, result.files), rows.write(result.record, result.files)]);
      announceReported(inspection.id, outboxes.count);
      countFrame(inspection, decisionOf(inspection));
      if (batched) shift.add(inspection, picture);
      show(result);
      keeping.reported();
      return Object.assign(msg, { payload: result.record, files: result.files }, topic);
    };

    const finishShift = async (): Promise<InspectionMessage | null> => {
      clearTimeout(timer);
      timer = undefined;
      const finished = await shift.finish();
      if (!finished) return null;
      const { files, ...payload } = finished;
      await book.note('', files);
      return { payload, files, ...topic } as unknown as InspectionMessage;
    };

    const minutes = numberOption('batchMinutes', config.batchMinutes, 0);
    const endInTime = () => {
      if (minutes > 0 && shift.size > 0)
        timer ??= setTimeout(() => this.receive({ complete: true } as never), minutes * 60_000);
    };

    const work = async (msg: InspectionMessage) => {
      if (!msg.inspection && !msg.complete) throw new InspectionError('ERR_INSPECTION_MISSING');
      const one = msg.inspection ? await writeOne(msg, msg.inspection) : null;
      return [one, msg.complete || shift.isFull ? await finishShift() : null];
    };

    const decided = async (msg: InspectionMessage) => {
      const { id = msg.inspection?.id, ...asked } = msg.disposition as Partial<Decision>;
      const outcome = await decide({ ...asked, id: String(id ?? ''), decision: asked.decision });
      await recordDecision(RED, { kind: 'flow', name: this.id }, outcome);
      return Object.assign(msg, { payload: { id, dispositions: outcome.after }, files: outcome.files }, topic);
    };

    handleInput(RED, this, status, async (msg, signal) => {
      if (msg.disposition) return [await decided(msg), null];
      if (turns.waiting > 0) status.working(turns.waiting);
      try {
        return await turns.take(() => work(msg)).catch(puttingOff(msg, ['ERR_REPORT_WRITE']));
      } finally {
        if (!signal.aborted) endInTime();
      }
    });

    this.on('close', async (done: () => void) => {
      uncheck();
      closeBooks();
      stopOffering();
      await keeping.close();
      await turns.end();
      await finishShift().catch((thrown: unknown) => {
        this.error(InspectionError.from(thrown).in(languageIn(RED)).message);
      });
      done();
    });
  }
  RED.nodes.registerType('report', Report);
  serveDispositions(RED);
};
