/** A frame's picture, and what a person said of the part on it. */
export interface DecidedPicture {
  /** Of the inspection. */
  id: string;
  good: boolean;
  /** Absolute. */
  path: string;
}

/** Whoever keeps pictures that people decided on. */
export interface PictureKeeper {
  decidedPictures(most: number): Promise<DecidedPicture[]>;
}

const keepers = new Set<PictureKeeper>();

/** Lets others find a keeper while it is deployed; the way to take it out. */
export function offerPictures(keeper: PictureKeeper): () => void {
  keepers.add(keeper);
  return () => void keepers.delete(keeper);
}

/** The last pictures that people decided on, of all keepers, each frame once. */
export async function decidedPictures(most: number): Promise<DecidedPicture[]> {
  const all = await Promise.all([...keepers].map((keeper) => keeper.decidedPictures(most)));
  return [...new Map(all.flat().map((one) => [one.id, one])).values()].slice(0, most);
}
