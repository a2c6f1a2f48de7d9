import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { FolderOptions } from '../../lib/intake/folder/inbox';
import { InspectionError } from '../../lib/inspection/errors';
import { intakeDirectory, workingDirectory } from '../shared/folders';
import { limitsOf, type FrameConfig } from '../shared/frame';
import { languageIn } from '../shared/language';
import { numberOption } from '../shared/options';

export interface ImageFolderConfig extends NodeDef, FrameConfig {
  folder: string;
  recursive: boolean;
  patterns: string;
  detect: 'watch' | 'poll';
  everySeconds: string;
  settleMs: string;
  giveUpSeconds: string;
  existing: FolderOptions['existing'];
  after: FolderOptions['after'];
  doneFolder: string;
  failedFolder: string;
  limit: string;
  waitSeconds: string;
}

/** Times a picture is handed on before it counts as failed. */
const ATTEMPTS = 3;

/** @throws InspectionError ERR_OPTIONS */
export function folderOptions(RED: NodeAPI, node: Node, config: ImageFolderConfig): FolderOptions {
  if (!config.folder?.trim()) throw new InspectionError('ERR_OPTIONS', { option: 'folder', reason: '–' });
  const folder = resolve(workingDirectory(RED), config.folder.trim());
  const place = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  return {
    folder,
    doneFolder: resolve(folder, config.doneFolder?.trim() || 'done'),
    failedFolder: resolve(folder, config.failedFolder?.trim() || 'failed'),
    recursive: config.recursive ?? false,
    patterns: config.patterns ?? '',
    watch: config.detect !== 'poll',
    everyMs: 1000 * Math.max(0.1, numberOption('everySeconds', config.everySeconds, 2)),
    settleMs: Math.max(0, numberOption('settleMs', config.settleMs, 500)),
    giveUpMs: 1000 * numberOption('giveUpSeconds', config.giveUpSeconds, 300),
    maxBytes: limitsOf(config).maxBytes,
    existing: config.existing ?? 'take',
    after: config.after ?? 'leave',
    limit: Math.max(1, numberOption('limit', config.limit, 4)),
    attempts: ATTEMPTS,
    ledger: join(intakeDirectory(RED), `image-folder-${node.id}-${place}.jsonl`),
    language: languageIn(RED),
  };
}
