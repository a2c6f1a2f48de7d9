import { Cases } from './cases';

interface Opened {
  cases: Promise<Cases>;
  users: number;
}

const opened = new Map<string, Opened>();
const closing = new Map<string, Promise<void>>();

/**
 * The cases of a folder; there is one store a folder in this process. `release` lets go of it, and with its last user it
 * is closed.
 *
 * @param folder absolute
 * @throws InspectionError ERR_CASES, ERR_CASES_HELD
 */
export async function openCases(folder: string): Promise<{ cases: Cases; release: () => Promise<void> }> {
  let own = opened.get(folder);
  if (!own) {
    own = { cases: (closing.get(folder) ?? Promise.resolve()).then(() => Cases.open(folder)), users: 0 };
    opened.set(folder, own);
    own.cases.catch(() => opened.delete(folder));
  }
  own.users++;
  const cases = await own.cases;
  return { cases, release: () => letGo(folder, own, cases) };
}

async function letGo(folder: string, own: Opened, cases: Cases): Promise<void> {
  if (--own.users > 0) return;
  opened.delete(folder);
  const closed = cases.close().finally(() => closing.delete(folder));
  closing.set(folder, closed);
  await closed;
}
