import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Glossary } from './glossary';
import { readGlossaryCsv } from './table';

let loaded: Glossary | undefined;

/** The glossary that comes with the pack; read once. */
export function defaultGlossary(): Glossary {
  loaded ??= new Glossary(readGlossaryCsv(readFileSync(join(__dirname, 'default-glossary.csv'))), 'default', '1');
  return loaded;
}
