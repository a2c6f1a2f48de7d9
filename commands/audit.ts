import { parseArgs } from 'node:util';
import { auditFolder } from '../lib/audit/place';
import { say } from './language';
import { UsageError } from './usage';

/** The audit command; see its help in words/. */
export async function run(args: string[]): Promise<number | void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      home: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(say('audit.help'));
  if (positionals.length !== 1 || positionals[0] !== 'verify') throw new UsageError(say('audit.help'));
  const { run } = await import('./audit/verify');
  return run({
    folder: auditFolder(values.home),
    from: values.from ? headOf(values.from) : undefined,
    json: values.json,
  });
}

/** `SEQ` or `SEQ:HASH`, as verify prints it. */
function headOf(text: string): { seq: number; hash?: string } {
  const [, seq, hash] = /^(\d+)(?::([0-9a-f]{64}))?$/.exec(text) ?? [];
  if (!seq) throw new UsageError(say('audit.help'));
  return { seq: Number(seq), hash };
}
