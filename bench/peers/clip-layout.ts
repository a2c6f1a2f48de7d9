import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bindCheckpoint } from '../../lib/models/binding/bind';
import { PYTHON } from './python';

const DESCRIPTIONS = ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'tokenizer_config.json'];

/**
 * The same graphs and weights in the layout that transformers.js looks for, and its int8 ones where Python can make
 * them.
 *
 * @returns `folder` with `-onnx` behind it
 */
export async function clipLayout(folder: string): Promise<{ folder: string; q8: boolean }> {
  const other = `${folder}-onnx`;
  const room = join(other, 'onnx');
  if (!existsSync(join(room, 'text_model.onnx'))) {
    mkdirSync(room, { recursive: true });
    for (const name of DESCRIPTIONS) cpSync(join(folder, name), join(other, name));
    for (const { path, weights } of await bindCheckpoint(folder, 'clip')) {
      for (const file of weights) cpSync(join(folder, file), join(room, file));
      cpSync(join(folder, path), join(room, path));
    }
  }
  const { status } = spawnSync(PYTHON, [join(__dirname, 'quantise.py'), other], { stdio: ['ignore', 'ignore', 2] });
  return { folder: other, q8: status === 0 };
}
