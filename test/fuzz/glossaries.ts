import { standardise } from '../../lib/stages/standardise';
import { defaultGlossary } from '../../lib/text/glossary/default';
import { Glossary } from '../../lib/text/glossary/glossary';
import { readGlossaryCsv, termsOf, writeGlossaryCsv, type TermRow } from '../../lib/text/glossary/table';
import type { FuzzedGateway } from './gateway';
import { mutate } from './mutate';
import { endingOf, type Ending, type Target } from './target';

const SMALL = Buffer.from(
  'id,ko,en,code,variants,quote,minor_mm\r\nscratch,스크래치,scratch,SCR-01,"긁힘|기스:beside|""줄"":never",length,0.5\r\ndent,찍힘,dent,,눌림,area,\r\n',
);
const SENTENCES = ['표면에 긁힘이 3.2 mm 있고 기스도 보임', 'There is a scratch and 2 dents (0.5 mm).'];

/** Mutated CSV files of terms, imported through the editor's route and then used. */
export async function glossaries(gateway: FuzzedGateway): Promise<Target> {
  const { terms } = defaultGlossary();
  const seeds = [
    SMALL,
    SMALL,
    ...(['utf-8', 'cp949'] as const).map((charset) => Buffer.from(writeGlossaryCsv(terms, charset))),
  ];

  const ending = async (bytes: Buffer): Promise<Ending> => {
    const body = Buffer.from(JSON.stringify({ file: bytes.toString('base64') }));
    const answer = await gateway.post<TermRow[]>('/inspection-glossary/import', body, 'application/json');
    if (answer.wrong !== undefined) return answer;
    if (answer.status !== 200) return endingOf((answer.body as { code?: string }).code);
    const read = termsOf(answer.body);
    const again = readGlossaryCsv(writeGlossaryCsv(read));
    if (JSON.stringify(again) !== JSON.stringify(read))
      return { wrong: 'exported and imported, it is another glossary' };
    const glossary = new Glossary(read, 'fuzz', '1');
    for (const text of SENTENCES) standardise(text, { glossary });
    return { code: 'ok' };
  };
  return {
    make: async (dice) => {
      const { bytes, how } = mutate(dice.pick(seeds), dice, dice.pick(seeds));
      return { tell: how.join(', '), bytes, run: () => ending(bytes) };
    },
  };
}
