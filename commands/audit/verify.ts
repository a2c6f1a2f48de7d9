import { join } from 'node:path';
import { InspectionError } from '../../lib/inspection/errors';
import { FILE } from '../../lib/audit/log';
import { verify } from '../../lib/audit/verify';
import { say } from '../language';

export interface VerifyArguments {
  /** The folder of the audit log. */
  folder: string;
  from?: { seq: number; hash?: string };
  json: boolean;
}

/** Exit status 1 when the log is not in order. */
export async function run({ folder, from, json }: VerifyArguments): Promise<number> {
  const path = join(folder, FILE);
  const result = await verify(path, from).catch((thrown: Error) => {
    throw new InspectionError('ERR_AUDIT_READ', { path, reason: thrown.message });
  });
  const { entries, head, broken } = result;
  if (json) process.stdout.write(`${JSON.stringify({ path, ...result }, null, 2)}\n`);
  else if (broken) {
    const { line, problem, seq = '–' } = broken;
    console.log(say('audit.broken', { path, line, seq, problem: say(`audit.problem.${problem}`) }));
  } else console.log(say('audit.intact', { path, entries }));
  if (head && !json) console.log(say('audit.head', { head: `${head.seq}:${head.hash}` }));
  return broken ? 1 : 0;
}
