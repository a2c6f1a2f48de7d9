import type { Node, NodeAPI, NodeDef } from 'node-red';
import { readPicture } from '../../lib/imaging/input';
import { placeOf } from '../../lib/imaging/place';
import type { Calibration, MeasureInput, MeasureMethod, MeasureOptions, MeasureOutput } from '../../lib/inference';
import type { Inspection } from '../../lib/inspection/record';
import { handleInput } from '../shared/handle-input';
import { boxOption, numberOption } from '../shared/options';
import { pictureOf, type PictureProperty } from '../shared/picture';
import { followLane, runtimeOf } from '../shared/runtime';
import { bookPicture, bookStage } from '../shared/stages';
import { Status } from '../shared/status';

interface ContourMeasureConfig extends NodeDef, PictureProperty {
  runtime: string;
  calibration: string;
  method: MeasureMethod;
  reference: string;
  referenceType: string;
  polarity: MeasureOptions['polarity'];
  threshold: string;
  roi: string;
  minArea: string;
  closing: string;
  mergeDistance: string;
  largest: string;
  clahe: boolean;
  overlay: string;
}

const THUMBNAIL = 240;

export = function (RED: NodeAPI): void {
  function ContourMeasure(this: Node, config: ContourMeasureConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const { engine } = runtimeOf(RED, this, config.runtime);
    followLane(this, status, engine, 'measure');

    handleInput(RED, this, status, async (msg, signal) => {
      const { picture, inspection } = await pictureOf(RED, this, msg, config);
      const { calibration } = (RED.nodes.getNode(config.calibration) ?? {}) as { calibration?: Calibration };
      const input: MeasureInput = {
        picture,
        options: optionsOf(config),
        calibration,
        overlay: numberOption('overlay', config.overlay, 800),
        thumbnail: inspection.evidence?.thumbnail ? undefined : THUMBNAIL,
      };
      if (config.method === 'reference') {
        const value: unknown = RED.util.evaluateNodeProperty(config.reference, config.referenceType || 'str', this, msg);
        input.reference = (await readPicture(value)).picture;
      }
      const { output, timings } = await engine.run('measure', input, { signal, frameId: inspection.id });
      bookPicture(inspection, output.picture);
      bookStage(inspection, 'measure', { timings });
      bookRegions(inspection, output, input);
      const found = output.regions.length;
      status.done(found ? status.word('regions', found) : status.word('none'), inspection.timings?.measure);
      return msg;
    });
  }
  RED.nodes.registerType('contour-measure', ContourMeasure);
};

function bookRegions(inspection: Inspection, output: MeasureOutput, { options, calibration }: MeasureInput): void {
  const { width, height } = output.picture;
  inspection.regions = output.regions.map((region, index) => ({
    id: index + 1,
    ...region,
    location: placeOf(region.center, width, height),
  }));
  inspection.measurement = {
    method: options.method,
    regions: output.regions.length,
    calibrated: calibration !== undefined,
    ...(calibration && { calibrationId: calibration.id, calibratedAt: calibration.at }),
    ...(output.registered !== undefined && { registered: output.registered }),
  };
  inspection.evidence = {
    ...inspection.evidence,
    ...(output.thumbnail && { thumbnail: output.thumbnail }),
    ...(output.overlay && { overlay: output.overlay }),
  };
}

function optionsOf(config: ContourMeasureConfig): MeasureOptions {
  return {
    method: config.method,
    polarity: config.polarity,
    threshold: numberOption('threshold', config.threshold, 4),
    roi: boxOption('roi', config.roi),
    minArea: numberOption('minArea', config.minArea, 30),
    closing: numberOption('closing', config.closing, 2),
    mergeDistance: numberOption('mergeDistance', config.mergeDistance, 8),
    largest: numberOption('largest', config.largest, 5),
    clahe: config.clahe ? { clipLimit: 3, grid: 8 } : undefined,
  };
}
