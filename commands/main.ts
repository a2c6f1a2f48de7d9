#!/usr/bin/env node
import { InspectionError, type ErrorCode } from '../lib/inspection/errors';
import { language } from './language';
import { UsageError } from './usage';

const COMMANDS: Record<string, () => Promise<{ run(args: string[]): Promise<number | void> }>> = {
  inspect: () => import('./inspect'),
  evaluate: () => import('./evaluate'),
  commission: () => import('./commission'),
  learn: () => import('./learn'),
  repeatability: () => import('./repeatability'),
  models: () => import('./models'),
  audit: () => import('./audit'),
  doctor: () => import('./doctor'),
};

/** Exit statuses other than 1; 130 is what a shell tells of Ctrl-C. */
const STATUS: Partial<Record<ErrorCode, number>> = { ERR_OPTIONS: 2, ERR_CANCELLED: 130 };

const HELP = `gyeol COMMAND …

  inspect PICTURE-OR-FOLDER… --out DIR       the whole line over pictures: reports.jsonl, reports.csv, summary.pdf, overlays
  evaluate MANIFEST.jsonl --out FILE.json    figures over labelled pictures
  commission --ok DIR [--ng DIR] --out FILE  limits of a product from its own pictures, as a recipe and a page
  learn --ok FOLDER --out FILE.json          what good parts look like, from 1 to 50 pictures of them
  repeatability --pictures DIR               gauge R&R over repeated pictures of the same parts
  models list | pull | verify | export | import | remove
                                             full-size models: download them, or carry them in
  audit verify                               whether the audit log is whole, or which line is the first that is not
  doctor                                     what this machine has and what runs on it

  gyeol COMMAND --help tells a command's options.
`;

async function main([name, ...args]: string[]): Promise<number> {
  const load = COMMANDS[name ?? ''];
  if (!load) {
    process[name === undefined || name === '--help' ? 'stdout' : 'stderr'].write(HELP);
    return name === undefined || name === '--help' ? 0 : 2;
  }
  try {
    return (await (await load()).run(args)) ?? 0;
  } catch (thrown) {
    if (thrown instanceof UsageError || (thrown as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) {
      console.error((thrown as Error).message);
      return 2;
    }
    const error = InspectionError.from(thrown).in(language());
    console.error(`${error.code}: ${error.message}\n${error.advice}`);
    return STATUS[error.code] ?? 1;
  }
}

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
