import type { MeasureOptions } from '../inference';
import { InspectionError } from '../inspection/errors';
import { defaultGlossary } from '../text/glossary/default';
import { hasHangul } from '../text/hangul';
import { loadPresets } from '../text/presets';
import { caption, type CaptionOptions } from './caption';
import { judge, type JudgeOptions } from './judge';
import { measure, type MeasureStageOptions } from './measure';
import type { StageContext } from './stage';
import { standardise, word } from './standardise';
import { TRANSLATION, type TranslateOptions } from './translate';
import { translateCaption } from './translate-caption';

/** The settings of a whole line, stage by stage. */
export interface Line {
  judge: JudgeOptions;
  measure: MeasureStageOptions;
  caption: CaptionOptions;
  translate: TranslateOptions;
}

export interface LineChoice {
  clip?: string;
  blip?: string;
  /** Of family marian or m2m100. */
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
      templates: choice.language
        ? templates.filter((text) => hasHangul(text) === (choice.language === 'ko'))
        : templates,
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
    translate: { model: choice.marian ?? 'starter-marian', glossary: defaultGlossary(), generation: TRANSLATION },
  };
}

/**
 * One picture through the whole line, as the example flow wires it: an OK frame is done after the judgement, review
 * frames are measured, NG frames also described. Fills the record; what a stage throws is the caller's.
 */
export async function runLine(context: StageContext, line: Line): Promise<void> {
  const { inspection } = context;
  const { glossary } = line.translate;
  const { decision } = await judge(context, line.judge);
  if (decision !== 'ok') await measure(context, line.measure);
  if (decision !== 'ng') return word(inspection, undefined, glossary);

  const { text } = await caption(context, line.caption);
  const korean = standardise(await translateCaption(context, text, line.translate), { glossary });
  inspection.caption!.text_ko = korean.text;
  word(inspection, korean, glossary);
}
