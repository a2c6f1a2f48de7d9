/** Another process with the store of cases: it is killed, or looked at on its own. */
import { Cases } from '../../lib/cases/cases';
import { clustered, newCase, spaceOf } from '../../test/support/cases';

const [folder = '', dimension = '0', clusters = '1'] = process.argv.slice(2);
const next = clustered(7, Number(dimension), Number(clusters));
const space = spaceOf(Number(dimension));

async function main(): Promise<void> {
  const began = performance.now();
  const cases = await Cases.open(folder);
  const opened = performance.now() - began;
  for (let query = 0; query < 20; query++) await cases.find({ vector: next(), space, count: 10 });
  process.send!({ opened, rss: process.memoryUsage.rss() });
  for (let number = 0; ; number++) {
    const id = `killed-${number}`;
    await cases.put(newCase(id, next(), {}, space));
    process.send!({ kept: id });
  }
}

void main();
