import { collector } from '../../lib/spare-memory';

/** A full collection, so that what is left is held by somebody. */
export const collectGarbage: () => void = collector();
