import type { Node, NodeAPI, NodeDef } from 'node-red';
import { RecentIds } from '../../lib/recent/ids';
import { beginFrame, readFrame, type FrameConfig } from '../shared/frame';
import { handleInput } from '../shared/handle-input';
import { pictureValue, type PictureProperty } from '../shared/picture';
import { Status } from '../shared/status';

interface SourceConfig extends NodeDef, PictureProperty, FrameConfig {
  duplicates: 'mark' | 'drop' | 'ignore';
}

export = function (RED: NodeAPI): void {
  function InspectionSource(this: Node, config: SourceConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const seen = new RecentIds();

    handleInput(RED, this, status, async (msg) => {
      beginFrame(msg, config);
      const header = await readFrame(msg, pictureValue(RED, this, msg, config), config);
      const { inspection } = msg;

      if (config.duplicates !== 'ignore' && seen.add(inspection!.id)) {
        inspection!.duplicate = true;
        status.warning(status.word('duplicate'));
        return config.duplicates === 'drop' ? null : msg;
      }
      status.done(`${header.width}×${header.height}`);
      return msg;
    });
  }
  RED.nodes.registerType('inspection-source', InspectionSource);
};
