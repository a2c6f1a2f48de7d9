import { basename } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import { FolderInbox } from '../../lib/intake/folder/inbox';
import type { FoundFile } from '../../lib/intake/folder/listing';
import { beginFrame, readFrame } from '../shared/frame';
import { failure } from '../shared/handle-input';
import { HandOver } from '../shared/hand-over';
import { languageIn } from '../shared/language';
import type { InspectionMessage } from '../shared/messages';
import { numberOption } from '../shared/options';
import { Status } from '../shared/status';
import { folderOptions, type ImageFolderConfig } from './settings';

export = function (RED: NodeAPI): void {
  function ImageFolder(this: Node, config: ImageFolderConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    /** For the log, and for Catch nodes when it is about a picture. */
    const raise = (thrown: unknown, msg?: InspectionMessage) =>
      this.error(failure(RED, status, thrown, msg ?? ({} as InspectionMessage)), msg);

    const options = folderOptions(RED, this, config);
    const messageOf = (file: FoundFile): InspectionMessage => {
      const msg = { topic: file.name, filename: file.path } as InspectionMessage;
      const topic = file.name.replace(/\.[^./]*$/, '');
      beginFrame(msg, config, { id: idOf(options.folder, file), source: file.path, topic });
      return msg;
    };
    /** The texts of troubles that were told and may last. */
    const told = new Set<string>();
    const inbox = new FolderInbox(options, {
      deliver: async (file, bytes) => {
        const msg = messageOf(file);
        const { width, height } = await readFrame(msg, bytes, config);
        status.done(`${width}×${height}`);
        return handOver.hand(Object.assign(msg, { payload: bytes }));
      },
      settled: (file) => handOver.forget(idOf(options.folder, file)),
      failed: (file, error) => raise(error, messageOf(file)),
      folder: (problem) => {
        if (!problem) return status.done(status.word('folderBack'));
        raise(problem);
        status.failed(status.word('folderGone'));
      },
      trouble: (error) => {
        const { code, message, advice } = error.in(languageIn(RED));
        status.warning(status.word('notMoved'));
        if (!told.has(message)) this.warn(`${code}: ${message} → ${advice}`);
        told.add(message);
      },
    });
    const waitMs = 1000 * numberOption('waitSeconds', config.waitSeconds, 120);
    const handOver = new HandOver(RED, this, waitMs, () => {
      status.done(status.word('watching'));
      inbox.start().catch(raise);
    });
    this.on('close', (done: () => void) => {
      inbox.close().then(done, done);
    });
  }
  RED.nodes.registerType('image-folder', ImageFolder);
};

/** The same for a version of a file however often it is taken, another for what is written over it. */
function idOf(folder: string, { name, size, modified }: FoundFile): string {
  const time = new Date(modified).toISOString().replace(/[-:.]/g, '');
  return `${basename(folder)}/${name}#${time}-${size}`;
}
