import { join } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Drift } from '../../lib/drift/watch';
import { keepWatch, openWatch } from '../../lib/drift/store';
import { suspicionOf } from '../../lib/drift/suspicion';
import { setDrift } from '../../lib/metrics/drift';
import { cleanName } from '../../lib/report/names';
import { Turns } from '../../lib/queue/turns';
import { placeAt } from '../../lib/imaging/place';
import { intakeDirectory } from '../shared/folders';
import { handleInput } from '../shared/handle-input';
import { languageIn } from '../shared/language';
import type { InspectionMessage } from '../shared/messages';
import { boxOption, numberOption } from '../shared/options';
import { pictureOf, type PictureProperty } from '../shared/picture';
import { followLane, runtimeOf } from '../shared/runtime';
import { Status, type Word } from '../shared/status';

interface DriftConfig extends NodeDef, PictureProperty {
  runtime: string;
  patch: string;
  every: string;
  learn: string;
}

const WORDS: Record<Drift['what'], Word> = {
  light: 'driftLight',
  contrast: 'driftContrast',
  focus: 'driftFocus',
  score: 'driftScore',
  lens: 'driftLens',
};

export = function (RED: NodeAPI): void {
  function InspectionDrift(this: Node, config: DriftConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const { engine } = runtimeOf(RED, this, config.runtime);
    const path = join(intakeDirectory(RED), '..', 'gyeol-drift', `${cleanName(config.id)}.json`);
    const every = Math.max(1, numberOption('every', config.every, 10));
    const learnFrom = Math.max(20, numberOption('learn', config.learn, 200));
    const patch = boxOption('patch', config.patch);
    const turns = new Turns();
    let watching = openWatch(path, learnFrom);
    let count = 0;
    followLane(RED, this, status, engine, 'condition');

    handleInput(RED, this, status, async (msg, signal) => {
      if (msg.drift === 'learn') {
        watching = openWatch('', learnFrom);
        await turns.take(async () => keepWatch(path, await watching));
        status.pending(status.word('driftLearning', 0));
        return null;
      }
      if (count++ % every !== 0) return [msg, null];
      const { picture, inspection } = await pictureOf(RED, this, msg, config);
      const { output } = await engine.run('condition', { picture, patch }, { signal, frameId: inspection.id });
      return turns.take(async () => {
        const watch = await watching;
        const wasLearning = watch.progress[0] < watch.progress[1];
        const drifts = watch.step({ ...output.condition, score: suspicionOf(inspection.judgement) });
        await keepWatch(path, watch);
        inspection.condition = { ...output.condition, drifts: drifts.map(({ what }) => what) };
        setDrift(config.id, drifts);
        if (wasLearning && watch.blind) this.warn(status.word('driftBlind'));
        show(drifts, watch.progress);
        const begun = drifts.filter(({ begins }) => begins);
        for (const drift of begun) this.warn(textOf(drift));
        return [msg, begun.length ? warningOf(msg, begun) : null];
      });
    });

    const show = (drifts: Drift[], [learnt, of]: [number, number]) => {
      if (learnt < of) status.pending(status.word('driftLearning', Math.floor((100 * learnt) / of)));
      else if (drifts.length) status.warning(drifts.map(({ what }) => status.word(WORDS[what])).join(' · '));
      else status.done(status.word('driftNone'));
    };
    const textOf = ({ what, change, place }: Drift) => {
      const where = place === undefined ? '' : ` ${placeAt(place)[languageIn(RED) === 'ko' ? 'ko' : 'en']}`;
      const shift = what === 'score' ? change.toFixed(1) : `${change > 0 ? '+' : ''}${Math.round(change * 100)} %`;
      return `${status.word(WORDS[what])}${where} (${shift}): ${status.word('driftAdvice')}`;
    };
    const warningOf = (msg: InspectionMessage, drifts: Drift[]): InspectionMessage => ({
      topic: 'drift',
      payload: drifts.map(({ begins: _, ...drift }) => ({ ...drift, text: textOf({ ...drift, begins: true }) })),
      inspection: msg.inspection && { ...msg.inspection },
    });
  }
  RED.nodes.registerType('inspection-drift', InspectionDrift);
};
