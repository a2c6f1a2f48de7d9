/** What is watched, in the order a person is told of it. */
export const WATCHED = ['light', 'contrast', 'focus', 'score'] as const;

export type Watched = (typeof WATCHED)[number];

/** `lens`: some place of the picture shows less than it did, beside the others. */
export const TOLD = [...WATCHED, 'lens'] as const;

export type Told = (typeof TOLD)[number];

/**
 * One look at the line: the picture's condition (`lib/engine/condition/condition.ts`), and how far it looks defective (logit of
 * the chance).
 */
export type Look = Record<Watched, number> & { structure: number; detail: number[] };
