import { resolve } from 'node:path';
import type { NodeAPI, NodeDef } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import type { HeaderLanguage } from '../../lib/report/csv';
import type { DocumentKind } from '../../lib/report/document';
import type { ReportFormat, WriterSettings } from '../../lib/report/writer';
import type { RetentionLimits } from '../../lib/retention/retention';
import { SLOTS, type DescribeOptions, type SentenceKind } from '../../lib/text/describe';
import { loadPresets } from '../../lib/text/presets';
import { unknownSlots } from '../../lib/text/template';
import { workingDirectory } from '../shared/folders';
import { numberOption } from '../shared/options';
import { glossaryOf } from '../shared/glossary';
import type { PictureProperty } from '../shared/picture';

export interface ReportConfig extends NodeDef, PictureProperty, Record<ReportFormat, boolean> {
  glossary: string;
  mode: 'single' | 'batch';
  batchCount: string;
  batchMinutes: string;
  batchName: string;
  folder: string;
  pattern: string;
  logName: string;
  evidence: boolean;
  header: HeaderLanguage;
  kind: DocumentKind;
  title: string;
  company: string;
  sentenceDefect: string;
  sentenceOk: string;
  sentenceReview: string;
  topic: string;
  keepDays: string;
  keepReports: string;
  keepMegabytes: string;
  /** Flows of an earlier version have no such field: rows are written. */
  rows?: boolean;
  database?: string;
}

const FORMATS: ReportFormat[] = ['json', 'jsonl', 'csv', 'pdf', 'html'];

/** What the form says, for the writer. */
export function writerSettings(RED: NodeAPI, config: ReportConfig): WriterSettings {
  return {
    folder: resolve(workingDirectory(RED), config.folder || 'outputs'),
    pattern: config.pattern || '{date}/{decision}_{time}_{id}',
    logPattern: config.logName || 'reports-{date}',
    formats: FORMATS.filter((format) => config[format]),
    header: config.header || 'ko',
    evidence: config.evidence,
    document: {
      kind: config.kind || 'auto',
      title: config.title,
      company: config.company,
      names: labelNames(RED, config),
    },
  };
}

/** How much is kept; empty fields and 0 stand for all. */
export function limitsOf(config: ReportConfig): RetentionLimits {
  const limit = (option: 'keepDays' | 'keepReports' | 'keepMegabytes') =>
    Math.max(0, numberOption(option, config[option], 0));
  return { days: limit('keepDays'), reports: limit('keepReports'), bytes: limit('keepMegabytes') * 1e6 };
}

/** Korean names by label id, from the presets and, before those, from the glossary. */
function labelNames(RED: NodeAPI, { glossary }: ReportConfig): Record<string, string> {
  const presets = loadPresets().flatMap(({ labels }) => labels);
  return Object.fromEntries([...presets, ...glossaryOf(RED, glossary).terms].map(({ id, ko }) => [id, ko]));
}

/** Sentence templates for what has no description yet, such as OK parts. */
export function wordingOf(config: ReportConfig): DescribeOptions {
  const sentences: Partial<Record<SentenceKind, string>> = {
    defect: config.sentenceDefect,
    ok: config.sentenceOk,
    review: config.sentenceReview,
  };
  const given = Object.entries(sentences).filter(([, sentence]) => sentence?.trim());
  for (const [option, sentence] of given) {
    const wrong = unknownSlots(sentence!, SLOTS).map((slot) => `{${slot}}`);
    if (wrong.length > 0) throw new InspectionError('ERR_OPTIONS', { option, reason: wrong.join(', ') });
  }
  return { templates: { ko: Object.fromEntries(given) } };
}
