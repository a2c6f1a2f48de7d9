import type { ForeignCases } from './calls';
import type { Place } from './log';
import type { Store } from './store';

/** Cases whose vectors another encoder made than the one whose vectors can be looked for, behind a place in the log. */
export function foreignCases(store: Store, after: Place | undefined, count: number): ForeignCases {
  const { columns } = store;
  const own = store.key && columns.words.space.find(store.key);
  const spaces = columns.get('space');
  const cases: ForeignCases['cases'] = [];
  for (let row = after ? firstBehind(store, after) : 0; row < columns.rows; row++) {
    if (spaces[row] === own || !columns.isKept(row)) continue;
    const read = store.read(row);
    if (read) cases.push({ record: read.record, picture: read.picture });
    if (cases.length === count) return { cases, next: store.placeOf(row) };
  }
  return { cases };
}

/** Rows stand in the order of the log. */
function firstBehind(store: Store, { file, offset }: Place): number {
  let [low, high] = [0, store.columns.rows];
  while (low < high) {
    const middle = (low + high) >> 1;
    const place = store.placeOf(middle);
    if (place.file > file || (place.file === file && place.offset > offset)) high = middle;
    else low = middle + 1;
  }
  return low;
}
