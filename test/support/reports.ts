import { once } from 'node:events';
import { watch } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inspection } from '../../lib/inspection/record';

/** Waits below a user directory for a report in `outputs` that is as wanted. */
export async function untilReport(folder: string, wanted: (record: Inspection) => boolean): Promise<Inspection> {
  const changes = watch(folder, { recursive: true });
  const outputs = join(folder, 'outputs');
  try {
    for (;;) {
      const names = await readdir(outputs, { recursive: true }).catch(() => []);
      for (const name of names.filter((each) => /[^/.][^/]*\.json$/.test(each) && !each.includes('.gyeol'))) {
        const record = JSON.parse(await readFile(join(outputs, name), 'utf8')) as Inspection;
        if (wanted(record)) return record;
      }
      await once(changes, 'change');
    }
  } finally {
    changes.close();
  }
}
