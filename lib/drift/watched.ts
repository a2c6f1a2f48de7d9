/** What is watched, in the order a person is told of it. */
export const WATCHED = ['light', 'contrast', 'focus', 'score'] as const;

export type Watched = (typeof WATCHED)[number];

/** One look at the line: the picture's condition, and how far it looks defective (logit of the chance). */
export type Look = Record<Watched, number>;
