import type { ExplainInput, ExplainOutput } from '../../inference/jobs';
import { InspectionError } from '../../inspection/errors';
import { loadClip, type ClipModel } from '../families/clip';
import { bringsGradient, loadGradient, type ClipGradient } from '../families/clip-gradient';
import { COLUMNS, occlusion } from '../explain/occlusion';
import { oddsOf } from '../explain/odds';
import { draw, peakOf } from '../explain/map';
import type { JobContext } from '../job';
import { labelEmbeddings } from '../label-embeddings';
import { clahe } from '../picture/contrast';
import { decode } from '../picture/decode';
import { clampBox } from '../picture/resize';
import { decodingFor, visiblePart, type Preprocessor } from '../preprocess';

/** One at a time: it is asked behind the judgement, of few pictures. */
export async function run(inputs: ExplainInput[], contexts: JobContext[]): Promise<(ExplainOutput | Error)[]> {
  const outcomes: (ExplainOutput | Error)[] = [];
  for (const [index, input] of inputs.entries())
    outcomes.push(await explain(input, contexts[index]!).catch((error: Error) => error));
  return outcomes;
}

async function explain(input: ExplainInput, context: JobContext): Promise<ExplainOutput> {
  const { label, against } = input;
  const rows = [label, ...against].map((id) => input.labels.findIndex((one) => one.id === id));
  if (rows.includes(-1))
    throw new InspectionError('ERR_OPTIONS', { option: 'label', reason: [label, ...against].join() });

  const derived = await bringsGradient(input.model);
  const model = await context.time<ClipModel | ClipGradient>('load', () =>
    derived ? loadGradient(input.model, context.settings) : loadClip(input.model, context.settings),
  );
  const { vectors } = await context.time('labels', () => labelEmbeddings(model, input.labels));
  const texts = rows.map((row) => vectors[row]!.map((value) => value * model.logitScale));
  const { preprocessor } = model;
  const { decoded, pixels, within, tensor } = await context.time('prepare', () => prepare(preprocessor, input));
  const { cells, columns } = await context.time('model', async () =>
    'gradient' in model
      ? model.gradient(tensor, texts)
      : {
          cells: await occlusion(tensor, preprocessor, model.embedPictures, (e) => oddsOf(e, texts)),
          columns: COLUMNS,
        },
  );
  const map = { cells, columns, within };
  const peak = peakOf(map);
  return {
    picture: decoded.facts,
    method: derived ? 'grad-cam' : 'occlusion',
    ...map,
    ...(peak && { peak }),
    ...(input.longest && {
      heatmap: await context.time('draw', () => draw(pixels, decoded.facts, map, input.longest)),
    }),
    model: model.use,
  };
}

async function prepare(preprocessor: Preprocessor, { picture, roi = [0, 0, 1, 1], clahe: contrast }: ExplainInput) {
  const part = Math.min(roi[2], roi[3]);
  const decoded = await decode(picture, decodingFor(preprocessor, { part, changed: true }));
  const pixels = contrast ? clahe(decoded, contrast) : decoded;
  const { width, height } = decoded.facts;
  const box = clampBox([roi[0] * width, roi[1] * height, roi[2] * width, roi[3] * height], decoded.facts);
  const [across, down] = [decoded.width / width, decoded.height / height];
  const tensor = await preprocessor.prepare(pixels, [box[0] * across, box[1] * down, box[2] * across, box[3] * down]);
  return { decoded, pixels, within: visiblePart(preprocessor, box), tensor };
}
