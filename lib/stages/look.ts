import type { AttendOutput } from '../inference';
import { placeOf } from '../imaging/place';
import type { Glossary } from '../text/glossary/glossary';
import { namedDefect } from '../text/named-defect';
import { bookStage } from './book';
import type { StageContext } from './stage';

export interface LookOptions {
  /** The one that wrote the caption. */
  model: string;
  /** Knows which words are defects. */
  glossary: Glossary;
  /** Longest side of the picture in pixels; 0: none. */
  longest: number;
}

/**
 * Where the captioner looked as it wrote the word of a defect: fills `caption.looked` and its picture. Nothing where the
 * caption names none.
 *
 * It is a job of its own in the lane that describes: no judgement waits for it.
 */
export async function look(
  { engine, picture, inspection, signal }: StageContext,
  { model, glossary, longest }: LookOptions,
): Promise<AttendOutput | undefined> {
  const { caption, judgement, id } = inspection;
  const named = caption && namedDefect(caption.text, judgement, glossary);
  if (!named) return undefined;
  const { text } = caption;
  const input = { picture, model, before: text.slice(0, named.start), longest };
  const { output, timings } = await engine.run('attend', input, { signal, frameId: id });
  bookStage(inspection, 'look', { timings, model: output.model });
  const { peak, picture: size, heatmap } = output;
  const location = peak && placeOf(peak, size.width, size.height);
  caption.looked = { word: text.slice(named.start, named.end), ...(peak && { peak, location }) };
  if (heatmap) inspection.evidence = { ...inspection.evidence, looked: heatmap };
  return output;
}
