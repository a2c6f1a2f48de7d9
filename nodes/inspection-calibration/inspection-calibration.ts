import type { Node, NodeAPI, NodeDef } from 'node-red';
import { checkCalibration } from '../../lib/imaging/calibration';
import type { Calibration } from '../../lib/inference';
import { InspectionError } from '../../lib/inspection/errors';
import { languageIn } from '../shared/language';

interface PointRow {
  px: [number, number];
  mm: [number, number];
}

interface CalibrationConfig extends NodeDef {
  method: 'scale' | 'points';
  mmPerPixel: string;
  points: PointRow[];
  width: string;
  height: string;
  calibratedAt: string;
}

type CalibrationNode = Node & { calibration?: Calibration };

export = function (RED: NodeAPI): void {
  function InspectionCalibration(this: CalibrationNode, config: CalibrationConfig): void {
    RED.nodes.createNode(this, config);
    const calibration: Calibration = {
      id: config.name || config.id,
      ...(config.calibratedAt ? { at: config.calibratedAt } : {}),
      ...(config.method === 'points' ? { points: config.points } : { mmPerPixel: Number(config.mmPerPixel) }),
      ...(Number(config.width) > 0 && Number(config.height) > 0
        ? { width: Number(config.width), height: Number(config.height) }
        : {}),
    };
    try {
      checkCalibration(calibration);
      this.calibration = calibration;
    } catch (thrown) {
      this.error(InspectionError.from(thrown).in(languageIn(RED)).message);
    }
  }
  RED.nodes.registerType('inspection-calibration', InspectionCalibration);
};
