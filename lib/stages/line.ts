import type { MeasureOptions } from '../inference';
import { InspectionError } from '../inspection/errors';
import { hasHangul } from '../text/hangul';
import { loadPresets } from '../text/presets';
import type { CaptionOptions } from './caption';
import type { JudgeOptions } from './judge';
import type { MeasureStageOptions } from './measure';

/** The settings of a whole line, stage by stage. */
export interface Line {
  judge: JudgeOptions;
  measure: MeasureStageOptions;
  caption: CaptionOptions;
  translator: string;
}

export interface LineChoice {
  clip?: string;
  blip?: string;
  marian?: string;
  preset?: string;
  /** Keep only the templates of one language: `en` or `ko`. */
  language?: string;
}

export const DEFAULT_MEASURE: MeasureOptions = {
  method: 'adaptive',
  polarity: 'both',
  threshold: 4,
  minArea: 30,
  closing: 2,
  mergeDistance: 8,
  largest: 5,
};

/** The line the commands run and the example flow shows: starter models, a preset's prompts, default options. */
export function defaultLine(choice: LineChoice = {}): Line {
  const presets = loadPresets();
  const preset = presets.find(({ id }) => id === (choice.preset ?? 'general'));
  if (!preset) {
    const reason = `${choice.preset}: ${presets.map(({ id }) => id).join(', ')}`;
    throw new InspectionError('ERR_OPTIONS', { option: 'preset', reason });
  }
  const templates = [...preset.templates.en, ...preset.templates.ko];
  return {
    judge: {
      model: choice.clip ?? 'starter-clip',
      labels: preset.labels,
      templates: choice.language ? templates.filter((text) => hasHangul(text) === (choice.language === 'ko')) : templates,
      decision: { threshold: 0.5, margin: 0.05, unknownBelow: 0 },
      thumbnail: 240,
    },
    measure: { options: DEFAULT_MEASURE, overlay: 800 },
    caption: {
      model: choice.blip ?? 'starter-blip',
      prompt: '',
      generation: { numBeams: 3, maxNewTokens: 50 },
      rules: { minWords: 5 },
      attempts: 3,
    },
    translator: choice.marian ?? 'starter-marian',
  };
}
