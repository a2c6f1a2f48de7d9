import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InspectionError } from '../../inspection/errors';
import { writeSafetensors } from '../binding/write-safetensors';
import { extract, readZip, type ZipMember } from '../zip';
import { readNpz } from './npz';
import { readSettings, type MarianSettings } from './settings';
import { readVocabulary, type Vocabulary } from './vocabulary';
import { POSITIONS, tensorsOf } from './weights';

const WEIGHTS = 'weights.npz.part';

/** Members of the archive, and what they are called in Hugging Face's layout. */
const KEPT: [pattern: RegExp, name: string][] = [
  [/^source\.spm$/, 'source.spm'],
  [/^target\.spm$/, 'target.spm'],
  [/^LICENSE(\.\w+)?$/, 'LICENSE'],
  [/^README\.md$/, 'README.md'],
];

/**
 * Unpacks an archive of OPUS-MT and rewrites it in Hugging Face's layout, as config.json, model.safetensors and two
 * vocabularies. The arrays of the archive are not aligned, so they are written out once more; the archive is removed.
 * Tiedemann and Thottingal 2020, "OPUS-MT".
 *
 * @param folder absolute; holds the .zip, and afterwards the model
 * @throws InspectionError ERR_MODEL_WEIGHTS, ERR_MODEL_UNSUPPORTED, ERR_MODEL_MISSING
 */
export async function unpackArchive(folder: string, signal?: AbortSignal): Promise<void> {
  const archive = join(folder, await archiveName(folder));
  const members = await readZip(archive);
  const only = (fits: (name: string) => boolean, what: string): ZipMember => {
    const found = members.find(({ name }) => fits(basename(name)));
    if (found) return found;
    throw new InspectionError('ERR_MODEL_WEIGHTS', { path: archive, reason: `no ${what} in it` });
  };
  const best = members.some(({ name }) => name.endsWith('best-perplexity.npz')) ? 'best-perplexity.npz' : '.npz';
  const weights = only((name) => name.endsWith(best), '.npz');
  for (const [pattern, name] of KEPT) {
    const member = members.find((each) => pattern.test(basename(each.name)));
    if (member) await extract(archive, member, join(folder, name), signal);
    else if (name.endsWith('.spm')) only((each) => each === name, name);
  }
  const text = async (side: 'src' | 'trg') => {
    const own = new RegExp(`${side}\\.vocab(\\.yml)?$`);
    const separate = members.some(({ name }) => own.test(name));
    const member = only((name) => (separate ? own.test(name) : name.endsWith('vocab.yml')), `${side}.vocab`);
    await extract(archive, member, join(folder, 'vocabulary.part'), signal);
    const vocabulary = readVocabulary(
      await readFile(join(folder, 'vocabulary.part'), 'utf8'),
      member.name.endsWith('.yml'),
    );
    await rm(join(folder, 'vocabulary.part'));
    return vocabulary;
  };
  const vocabularies = { source: await text('src'), target: await text('trg') };
  const npz = join(folder, WEIGHTS);
  await extract(archive, weights, npz, signal);
  await rewrite(folder, npz, vocabularies, signal);
  await rm(npz);
  await rm(archive);
}

async function archiveName(folder: string): Promise<string> {
  const [name] = (await readdir(folder)).filter((each) => each.endsWith('.zip'));
  if (name) return name;
  throw new InspectionError('ERR_MODEL_MISSING', { model: basename(folder), path: join(folder, '*.zip') });
}

interface Vocabularies {
  source: Vocabulary;
  target: Vocabulary;
}

async function rewrite(
  folder: string,
  npz: string,
  { source, target }: Vocabularies,
  signal?: AbortSignal,
): Promise<void> {
  const arrays = await readNpz(npz);
  const model = basename(folder);
  const settings = await readSettings(arrays, model);
  const tensors = tensorsOf(arrays, settings, model);
  const rows = (side: string) => tensors.find(({ name }) => name === `model.${side}.embed_tokens.weight`)!.shape[0]!;
  const [sourceRows, targetRows] = [rows('encoder'), rows('decoder')];
  const end = target['</s>'];
  if (end === undefined)
    throw new InspectionError('ERR_MODEL_WEIGHTS', { path: model, reason: 'no </s> in the vocabulary' });

  const json = (name: string, content: object) =>
    writeFile(join(folder, name), `${JSON.stringify(content, undefined, 1)}\n`);
  const start = targetRows - 1;
  await json('vocab.json', { ...source, '<pad>': sourceRows - 1 });
  await json('target_vocab.json', { ...target, '<pad>': start });
  await json('config.json', configuration(settings, { sourceRows, targetRows, start, end }));
  await json('generation_config.json', {
    bad_words_ids: [[start]],
    decoder_start_token_id: start,
    eos_token_id: end,
    forced_eos_token_id: end,
    max_length: 512,
    num_beams: 4,
    pad_token_id: start,
  });
  if (!existsSync(join(folder, 'model.safetensors')))
    await writeSafetensors(join(folder, 'model.safetensors'), tensors, signal);
}

function configuration(
  settings: MarianSettings,
  ids: Record<'sourceRows' | 'targetRows' | 'start' | 'end', number>,
): object {
  const { width, heads, encoderLayers, decoderLayers, feedForward, activation } = settings;
  return {
    model_type: 'marian',
    architectures: ['MarianMTModel'],
    vocab_size: ids.sourceRows,
    decoder_vocab_size: ids.targetRows,
    share_encoder_decoder_embeddings: false,
    d_model: width,
    encoder_layers: encoderLayers,
    decoder_layers: decoderLayers,
    encoder_attention_heads: heads,
    decoder_attention_heads: heads,
    encoder_ffn_dim: feedForward,
    decoder_ffn_dim: feedForward,
    activation_function: activation,
    scale_embedding: true,
    static_position_embeddings: true,
    normalize_embedding: false,
    max_position_embeddings: POSITIONS,
    pad_token_id: ids.start,
    decoder_start_token_id: ids.start,
    eos_token_id: ids.end,
    forced_eos_token_id: ids.end,
  };
}
