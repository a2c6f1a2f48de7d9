export type Fit = 'fits' | 'tight' | 'too-large';

/** What the system and Node-RED keep for themselves, megabytes. */
const OTHERS = 700;

/** Whether a model fits beside everything else: into what is free now, or only into what the machine has. */
export function fitOf(needed: number, { total_mb, free_mb }: { total_mb: number; free_mb: number }): Fit {
  if (needed > total_mb - OTHERS) return 'too-large';
  return needed > free_mb ? 'tight' : 'fits';
}
