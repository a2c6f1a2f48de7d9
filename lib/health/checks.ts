/** What one part of the line says of itself. */
export interface Finding {
  /** What was looked at, such as `queue` or `disk`. */
  check: string;
  /** Which of them: a folder, an engine's lane. */
  subject: string;
  ok: boolean;
  /** Why it is not, or what was seen. */
  detail?: string;
}

type Check = () => Promise<Finding[]> | Finding[];

const checks = new Set<Check>();

/** Adds a check to those that decide whether the line is ready; the way to take it out. */
export function addCheck(check: Check): () => void {
  checks.add(check);
  return () => void checks.delete(check);
}

/** All findings; a check that fails itself is a finding, too. */
export async function examine(): Promise<Finding[]> {
  const found = await Promise.all(
    [...checks].map(async (check) => {
      try {
        return await check();
      } catch (thrown) {
        return [{ check: 'check', subject: '', ok: false, detail: (thrown as Error).message }];
      }
    }),
  );
  return found.flat();
}
