import type { Node, NodeAPI } from 'node-red';
import { checkCalibration } from '../../lib/imaging/calibration';
import { stateOf } from '../../lib/imaging/calibration-state';
import type { Calibration } from '../../lib/inference';
import { InspectionError } from '../../lib/inspection/errors';
import { answer } from '../shared/answer';
import { languageIn } from '../shared/language';
import { permit } from '../shared/permit';
import { calibrationOf, type CalibrationConfig } from './form';

type CalibrationNode = Node & { calibration?: Calibration };

export = function (RED: NodeAPI): void {
  function InspectionCalibration(this: CalibrationNode, config: CalibrationConfig): void {
    RED.nodes.createNode(this, config);
    try {
      const calibration = calibrationOf(config);
      checkCalibration(calibration);
      this.calibration = calibration;
    } catch (thrown) {
      this.error(InspectionError.from(thrown).in(languageIn(RED)).message);
    }
  }
  RED.nodes.registerType('inspection-calibration', InspectionCalibration);

  /** What a form that is still open would stand for. */
  RED.httpAdmin.post('/inspection-calibration/check', permit(RED, 'flows.write'), (request, response) => {
    void answer(RED, response, () => stateOf(calibrationOf(request.body as CalibrationConfig)));
  });
};
