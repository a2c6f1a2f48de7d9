import type { Node, NodeAPI, NodeDef } from 'node-red';
import { readPicture } from '../../lib/imaging/input';
import { beginInspection } from '../../lib/inspection/identity';
import { partFromFields, partFromTopic } from '../../lib/inspection/mapping';
import type { Frame } from '../../lib/inspection/record';
import { RecentIds } from '../../lib/inspection/recent-ids';
import { handleInput } from '../shared/handle-input';
import { pictureValue, type PictureProperty } from '../shared/picture';
import { Status } from '../shared/status';

interface SourceConfig extends NodeDef, PictureProperty {
  topicPattern: string;
  maxMegabytes: string;
  maxMegapixels: string;
  duplicates: 'mark' | 'drop' | 'ignore';
}

export = function (RED: NodeAPI): void {
  function InspectionSource(this: Node, config: SourceConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const seen = new RecentIds();
    const limits = { maxBytes: megas(config.maxMegabytes, 50), maxPixels: megas(config.maxMegapixels, 100) };

    handleInput(RED, this, status, async (msg) => {
      const fields = {
        ...envelope(msg.payload),
        ...(msg.userProperties as object | undefined),
        ...(msg.part as object | undefined),
      };
      const part = { ...partFromTopic(config.topicPattern ?? '', msg.topic ?? ''), ...partFromFields(fields) };
      msg.inspection = beginInspection(frameFrom(fields, msg.topic), part, text(fields.id));

      const { header } = await readPicture(pictureValue(RED, this, msg, config), limits);
      Object.assign(msg.inspection.frame, header);

      if (config.duplicates !== 'ignore' && seen.add(msg.inspection.id)) {
        msg.inspection.duplicate = true;
        status.warning(status.word('duplicate'));
        return config.duplicates === 'drop' ? null : msg;
      }
      status.done(`${header.width}×${header.height}`);
      return msg;
    });
  }
  RED.nodes.registerType('inspection-source', InspectionSource);
};

type Fields = Record<string, unknown>;

function megas(value: string, otherwise: number): number {
  const number = Number(value);
  return (number > 0 ? number : otherwise) * 1_000_000;
}

function envelope(payload: unknown): Fields {
  return payload && typeof payload === 'object' && !ArrayBuffer.isView(payload) ? (payload as Fields) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function frameFrom(fields: Fields, topic: string | undefined): Frame {
  const seq = Number(fields.seq);
  return {
    source: text(fields.source) ?? topic ?? text(fields.path),
    ...(fields.seq !== undefined && Number.isFinite(seq) ? { seq } : {}),
    ...(text(fields.capturedAt) ? { capturedAt: text(fields.capturedAt) } : {}),
  };
}
