import type { Entry } from './ledger';
import { sameVersion, type FoundFile } from './listing';

/** Whether both are one file, under whatever name: nothing but a rename leaves number, size and time as they were. */
export const isSameFile = (a: FoundFile | Entry, b: FoundFile | Entry) =>
  Boolean(a.inode) && a.inode === b.inode && sameVersion(a, b);

/**
 * Changes to the record by which files that lie there under another name now keep their entries; also where names move
 * on by one, as when a camera keeps its last pictures as `1.jpg`, `2.jpg` and so on.
 */
export function followRenames(
  recorded: [name: string, entry: Entry][],
  files: FoundFile[],
): [name: string, entry: Entry | undefined][] {
  const byName = new Map(files.map((file) => [file.name, file]));
  const isThere = ([name, entry]: [string, Entry]) => {
    const file = byName.get(name);
    return file !== undefined && sameVersion(file, entry);
  };
  const away = recorded.filter((each) => each[1].inode && !isThere(each));
  if (away.length === 0) return [];
  const known = new Map(recorded);
  const byInode = new Map(away.map((each) => [each[1].inode, each]));
  const renamed = files.flatMap((file) => {
    const [from, entry] = byInode.get(file.inode) ?? [];
    const there = known.get(file.name);
    if (!from || !entry || !isSameFile(entry, file) || (there && sameVersion(there, file))) return [];
    return [{ from, to: file.name, entry }];
  });
  const taken = new Set(renamed.map(({ to }) => to));
  return [
    ...renamed.map(({ to, entry }): [string, Entry] => [to, entry]),
    ...renamed.filter(({ from }) => !taken.has(from)).map(({ from }): [string, undefined] => [from, undefined]),
  ];
}
