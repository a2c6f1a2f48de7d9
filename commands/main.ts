#!/usr/bin/env node
import { InspectionError } from '../lib/inspection/errors';
import { languageOf } from '../lib/inspection/messages';
import { UsageError } from './usage';

const COMMANDS: Record<string, () => Promise<{ run(args: string[]): Promise<void> }>> = {
  inspect: () => import('./inspect'),
  evaluate: () => import('./evaluate'),
};

const HELP = `gyeol COMMAND …

  inspect PICTURE-OR-FOLDER… --out DIR       the whole line over pictures: reports.jsonl, reports.csv, summary.pdf, overlays
  evaluate MANIFEST.jsonl --out FILE.json    figures over labelled pictures

  gyeol COMMAND --help tells a command's options.
`;

async function main([name, ...args]: string[]): Promise<number> {
  const load = COMMANDS[name ?? ''];
  if (!load) {
    process[name === undefined || name === '--help' ? 'stdout' : 'stderr'].write(HELP);
    return name === undefined || name === '--help' ? 0 : 2;
  }
  try {
    await (await load()).run(args);
    return 0;
  } catch (thrown) {
    if (thrown instanceof UsageError || (thrown as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) {
      console.error((thrown as Error).message);
      return 2;
    }
    const error = InspectionError.from(thrown).in(languageOf(process.env.LC_ALL ?? process.env.LANG));
    console.error(`${error.code}: ${error.message}\n${error.advice}`);
    return error.code === 'ERR_OPTIONS' ? 2 : 1;
  }
}

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
