import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PromptPreset } from '../../inspection/labels';

/** All presets of this folder, one JSON file each: the general one first, the others by id. */
export function loadPresets(): PromptPreset[] {
  return readdirSync(__dirname)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(__dirname, name), 'utf8')) as PromptPreset)
    .sort((a, b) => Number(b.id === 'general') - Number(a.id === 'general') || a.id.localeCompare(b.id));
}
