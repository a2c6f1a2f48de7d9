import { InspectionError } from '../../inspection/errors';
import type { ModelFolder } from '../../models/folder';
import { m2m100Tokenizer, type M2m100Config } from '../../text/sentencepiece/m2m100';
import { marianTokenizer } from '../../text/sentencepiece/marian';
import type { Vocabulary } from '../../text/sentencepiece/tokenizer';
import { createTokenizer, type Tokenizer } from '../../text/tokenizer';
import { bytePairDefinition } from '../../text/vocabulary/byte-pairs';
import { wordPieceDefinition, type WordPieceConfig } from '../../text/vocabulary/word-pieces';

/**
 * The tokenizer of a model's tokenizer.json or, in older models, of its vocabulary files.
 *
 * @throws InspectionError ERR_MODEL_MISSING when there is neither, ERR_MODEL_LOAD when they are of an unknown kind
 */
export async function loadTokenizer(folder: ModelFolder): Promise<Tokenizer> {
  const config = await folder.optionalJson<WordPieceConfig>('tokenizer_config.json');
  const definition = await folder.optionalJson('tokenizer.json');
  if (definition) return createTokenizer(definition, config);
  const vocabulary = await folder.optionalBytes('vocab.txt');
  if (vocabulary) return createTokenizer(wordPieceDefinition(vocabulary.toString(), config), config);
  for (const file of ['source.spm', 'sentencepiece.bpe.model'] as const) {
    const pieces = await folder.optionalBytes(file);
    if (pieces) return pieceTokenizer(folder, file, pieces);
  }
  const merges = await folder.optionalBytes('merges.txt');
  if (merges) return createTokenizer(bytePairDefinition(await folder.json('vocab.json'), merges.toString()), config);
  throw new InspectionError('ERR_MODEL_MISSING', { model: folder.manifest.id, path: folder.at('tokenizer.json') });
}

async function pieceTokenizer(
  folder: ModelFolder,
  file: 'source.spm' | 'sentencepiece.bpe.model',
  pieces: Buffer,
): Promise<Tokenizer> {
  const vocabulary = await folder.json<Vocabulary>('vocab.json');
  const target = await folder.optionalJson<Vocabulary>('target_vocab.json');
  const config = await folder.optionalJson<M2m100Config>('tokenizer_config.json');
  try {
    return file === 'source.spm'
      ? marianTokenizer(pieces, vocabulary, target)
      : m2m100Tokenizer(pieces, vocabulary, config);
  } catch (thrown) {
    const reason = `${file}: ${(thrown as Error).message}`;
    throw new InspectionError('ERR_MODEL_LOAD', { model: folder.manifest.id, reason });
  }
}
