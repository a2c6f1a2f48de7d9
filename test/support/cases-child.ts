/** A process that keeps cases one after the other, tells of each, and is killed. */
import { Cases } from '../../lib/cases/cases';
import { clustered, newCase } from './cases';

const [folder = '', sealAt = ''] = process.argv.slice(2);
const next = clustered(5);

async function main(): Promise<void> {
  const cases = await Cases.open(folder, { sealAt: Number(sealAt) });
  for (let number = 0; ; number++) {
    const id = `kept-${number}`;
    await cases.put(newCase(id, next()));
    process.send!(id);
  }
}

void main();
