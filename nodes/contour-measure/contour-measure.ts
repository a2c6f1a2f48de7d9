import type { Node, NodeAPI, NodeDef } from 'node-red';
import { readPicture } from '../../lib/imaging/input';
import type { Calibration, MeasureMethod, MeasureOptions } from '../../lib/inference';
import { applyTolerance, readLimits } from '../../lib/inspection/tolerance';
import { measure, type MeasureStageOptions } from '../../lib/stages/measure';
import { why } from '../../lib/stages/why';
import { handleInput } from '../shared/handle-input';
import { boxOption, CLAHE, numberOption } from '../shared/options';
import { pictureOf, type PictureProperty } from '../shared/picture';
import { recipeOf } from '../shared/recipes';
import { followLane, runtimeOf } from '../shared/runtime';
import { Status } from '../shared/status';

interface ContourMeasureConfig extends NodeDef, PictureProperty {
  runtime: string;
  calibration: string;
  recipe: string;
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
  heatmap?: string;
  /** Since 0.1 has them; flows of before hold neither. */
  limits?: string;
  toleranceDecides?: boolean;
}

export = function (RED: NodeAPI): void {
  function ContourMeasure(this: Node, config: ContourMeasureConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const { engine } = runtimeOf(RED, this, config.runtime);
    followLane(RED, this, status, engine, 'measure');

    handleInput(RED, this, status, async (msg, signal) => {
      const { picture, inspection } = await pictureOf(RED, this, msg, config);
      const recipe = await recipeOf(RED, config.recipe, msg);
      const { calibration } = (RED.nodes.getNode(config.calibration) ?? {}) as { calibration?: Calibration };
      const options: MeasureStageOptions = {
        options: { ...optionsOf(config), ...recipe?.measure },
        calibration: recipe?.calibration ?? calibration,
        overlay: numberOption('overlay', config.overlay, 800),
      };
      if (config.method === 'reference') {
        const value: unknown = RED.util.evaluateNodeProperty(
          config.reference,
          config.referenceType || 'str',
          this,
          msg,
        );
        options.reference = (await readPicture(value)).picture;
      }
      const context = { engine, picture, inspection, signal };
      const output = await measure(context, options);
      const heatmap = numberOption('heatmap', config.heatmap ?? '', 0);
      if (heatmap > 0) await why(context, heatmap);
      const found = output.regions.length;
      const { largest } = options.options;
      applyTolerance(inspection, {
        limits: readLimits(config.limits),
        decides: config.toleranceDecides ?? false,
        truncated: found >= largest && largest > 0,
      });
      const concern = inspection.measurement?.concerns?.find((each) => each !== 'calibration-unstated');
      if (concern) status.warning(status.word(concern));
      else status.done(found ? status.word('regions', found) : status.word('none'), inspection.timings?.measure);
      return msg;
    });
  }
  RED.nodes.registerType('contour-measure', ContourMeasure);
};

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
    clahe: config.clahe ? CLAHE : undefined,
  };
}
