/** What the engine can be asked to do: one entry a job, its input and output as they cross the process border. */

import type { ConditionInput, ConditionOutput } from './jobs/condition';
import type {
  AttendInput,
  AttendOutput,
  CaptionInput,
  CaptionOutput,
  TranslateInput,
  TranslateOutput,
} from './jobs/describing';
import type {
  ClipInput,
  ClipOutput,
  EmbedInput,
  EmbedOutput,
  ExplainInput,
  ExplainOutput,
  LearnInput,
  LearnOutput,
} from './jobs/judging';
import type { MeasureInput, MeasureOutput } from './jobs/measuring';

export * from './jobs/condition';
export * from './jobs/describing';
export * from './jobs/judging';
export * from './jobs/measuring';
export * from './jobs/picture';

/** A process of its own each; work in one lane never waits for work in another. */
export type Lane = 'judge' | 'measure' | 'describe';

export interface Jobs {
  clip: { input: ClipInput; output: ClipOutput };
  explain: { input: ExplainInput; output: ExplainOutput };
  learn: { input: LearnInput; output: LearnOutput };
  embed: { input: EmbedInput; output: EmbedOutput };
  caption: { input: CaptionInput; output: CaptionOutput };
  attend: { input: AttendInput; output: AttendOutput };
  translate: { input: TranslateInput; output: TranslateOutput };
  measure: { input: MeasureInput; output: MeasureOutput };
  condition: { input: ConditionInput; output: ConditionOutput };
}

export type JobKind = keyof Jobs;

export const LANE_OF: Record<JobKind, Lane> = {
  clip: 'judge',
  explain: 'describe',
  learn: 'describe',
  embed: 'judge',
  measure: 'measure',
  condition: 'measure',
  caption: 'describe',
  attend: 'describe',
  translate: 'describe',
};
