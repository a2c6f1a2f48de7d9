/** Folds of the cross-validation; with fewer pictures each is left out alone. */
const FOLDS = 20;

export function foldsOf<T>(all: T[]): T[][] {
  const count = Math.min(FOLDS, all.length);
  return Array.from({ length: count }, (_, fold) => all.filter((_one, index) => index % count === fold));
}
