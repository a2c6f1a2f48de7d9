import { acquireEngine, DEFAULT_SETTINGS, type EngineSettings, type JobKind } from '../../lib/inference';
import { InspectionError } from '../../lib/inspection/errors';
import type { Language } from '../../lib/inspection/messages';
import { TRANSLATORS } from '../../lib/models/family';
import { openModel } from '../../lib/models/folder';
import type { Family } from '../../lib/models/manifest';

/** What the form shows of a model that was tried. */
export interface SelfTestWord {
  passed: boolean;
  /** Results it was compared with; 0: it was only loaded. */
  goldens: number;
  ms: number;
  /** Why it failed, or why another device than the chosen one works. */
  problem?: { code: string; message: string; advice: string };
}

const KIND: Record<Family, JobKind> = { clip: 'clip', blip: 'caption', marian: 'translate', m2m100: 'translate' };

/**
 * Loads a model as a runtime of these settings would and compares it with its goldens, in a process of its own: the
 * line that runs does not notice. Either family of translators stands for both.
 */
export async function selfTest(
  model: string,
  family: Family,
  settings: Pick<EngineSettings, 'device' | 'precision'>,
  language: Language,
): Promise<SelfTestWord> {
  const alone = { ...DEFAULT_SETTINGS, ...settings, queueLimit: 1, retest: true };
  const { engine, release } = acquireEngine(alone, { lingerMs: 0 });
  const started = performance.now();
  const told = (error: InspectionError) => {
    const { code, message, advice } = error.in(language);
    return { code, message, advice };
  };
  try {
    await engine.warm(KIND[family], model);
    const { manifest } = await openModel(model, TRANSLATORS.includes(family) ? TRANSLATORS : family);
    const { problem } = engine.state(KIND[family]);
    const ms = Math.round(performance.now() - started);
    return { passed: true, goldens: manifest.goldens.length, ms, ...(problem && { problem: told(problem) }) };
  } catch (thrown) {
    return { passed: false, goldens: 0, ms: 0, problem: told(InspectionError.from(thrown)) };
  } finally {
    release();
  }
}
