import type { ExplainInput, ExplainOutput } from '../inference';
import { placeOf } from '../imaging/place';
import type { Asked, Inspection } from '../inspection/record';
import { bookPicture, bookStage } from './book';
import type { StageContext } from './stage';

/**
 * Where the likeliest defect is seen, by the words it was judged with: fills `why` and its picture. Nothing where no judgement
 * of this flow went before, or none of its labels is a defect.
 *
 * It is a job of the lane that describes: asked behind the judgement, it delays none.
 *
 * @param longest side of the picture in pixels; 0: none
 */
export async function why(
  { engine, picture, inspection, signal }: StageContext,
  longest: number,
): Promise<ExplainOutput | undefined> {
  const { asked } = inspection;
  const label = asked && likeliestDefect(inspection, asked);
  if (!label) return undefined;
  const input: ExplainInput = {
    picture,
    model: asked.model,
    labels: asked.labels,
    label: label.id,
    against: asked.labels.map(({ id }) => id).filter((id) => !asked.defects.some((defect) => defect.id === id)),
    roi: partOf(inspection, asked),
    clahe: asked.clahe,
    longest,
  };
  const { output, timings } = await engine.run('explain', input, { signal, frameId: inspection.id });
  bookPicture(inspection, output.picture);
  bookStage(inspection, 'why', { timings, model: output.model });
  const { method, peak, picture: size, heatmap } = output;
  const location = peak && placeOf(peak, size.width, size.height);
  inspection.why = { label, method, ...(peak && { peak, location }) };
  if (heatmap) inspection.evidence = { ...inspection.evidence, why: heatmap };
  return output;
}

function likeliestDefect({ judgement }: Inspection, { defects }: Asked): Asked['defects'][0] | undefined {
  for (const { id } of judgement?.scores ?? []) {
    const found = defects.find((defect) => defect.id === id);
    if (found) return found;
  }
  return undefined;
}

/** The region that decided by its words, as parts of the picture's sides. */
function partOf({ judgement, frame: { width, height } }: Inspection, asked: Asked): ExplainInput['roi'] {
  if (!width || !height) return undefined;
  const byWords = judgement?.reason === 'unlike-reference' ? undefined : judgement?.region;
  const [x, y, wide, tall] = byWords ?? asked.region;
  return [x / width, y / height, wide / width, tall / height];
}
