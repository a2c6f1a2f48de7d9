import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Label } from '../../lib/inspection/labels';
import type { Decision } from '../../lib/inspection/record';
import { judge, type JudgeOptions } from '../../lib/stages/judge';
import { loadPresets } from '../../lib/text/presets';
import { handleInput } from '../shared/handle-input';
import { boxOption, CLAHE, numberOption } from '../shared/options';
import { permit } from '../shared/permit';
import { pictureOf, type PictureProperty } from '../shared/picture';
import { followLane, runtimeOf } from '../shared/runtime';
import { Status } from '../shared/status';
import { TaktWatch } from './takt-watch';

interface ClipFilterConfig extends NodeDef, PictureProperty {
  runtime: string;
  labels: Label[];
  templates: string;
  threshold: string;
  margin: string;
  unknownBelow: string;
  clahe: boolean;
  centreCrop: string;
  roi: string;
  columns: string;
  rows: string;
  overlap: string;
  takt: string;
}

const THUMBNAIL = 240;
const OUTPUTS: Decision[] = ['ng', 'ok', 'review'];

export = function (RED: NodeAPI): void {
  function ClipFilter(this: Node, config: ClipFilterConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const { engine, models } = runtimeOf(RED, this, config.runtime);
    const takt = new TaktWatch(numberOption('takt', config.takt, 0));
    followLane(RED, this, status, engine, 'clip', models.clip);

    handleInput(RED, this, status, async (msg, signal) => {
      const started = performance.now();
      const { picture, inspection } = await pictureOf(RED, this, msg, config);
      const { decision, label } = await judge(
        { engine, picture, inspection, signal },
        { model: models.clip, ...optionsOf(config) },
      );
      const spent = performance.now() - started;
      if (takt.exceededBy(spent)) status.warning(`${status.word('takt')} · ${Math.round(takt.p95)} ms`);
      else status.done(decision === 'ng' ? label.ko || label.en : status.word(decision), spent);
      return OUTPUTS.map((output) => (output === decision ? msg : null));
    });
  }
  RED.nodes.registerType('clip-filter', ClipFilter);

  RED.httpAdmin.get('/inspection-presets', permit(RED, 'flows.read'), (_request, response) => {
    response.json(loadPresets());
  });
};

function optionsOf(config: ClipFilterConfig): Omit<JudgeOptions, 'model'> {
  const columns = numberOption('columns', config.columns, 1);
  const rows = numberOption('rows', config.rows, 1);
  return {
    labels: config.labels,
    templates: config.templates.split('\n'),
    decision: {
      threshold: numberOption('threshold', config.threshold, 0.6),
      margin: numberOption('margin', config.margin, 0.1),
      unknownBelow: numberOption('unknownBelow', config.unknownBelow, 0),
    },
    regions: {
      roi: boxOption('roi', config.roi),
      centreCrop: numberOption('centreCrop', config.centreCrop, 1),
      tiles: columns * rows > 1 ? { columns, rows, overlap: numberOption('overlap', config.overlap, 0.2) } : undefined,
      clahe: config.clahe ? CLAHE : undefined,
    },
    thumbnail: THUMBNAIL,
  };
}
