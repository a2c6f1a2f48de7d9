import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Publisher } from '../../lib/mqtt/publisher';
import { collectGarbage } from '../support/garbage';
import { unusedPort } from '../support/line';
import { startMosquitto } from '../support/mosquitto';

const MESSAGES = 400;

/** Twice, as buffers that a collection threw away are swept beside it, and surely before the next one. */
function heldBytes(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

it('messages of many lengths hold no memory when they are sent', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lengths-'));
  const broker = await startMosquitto(folder, await unusedPort());
  onTestFinished(async () => {
    await broker.kill();
    await rm(folder, { recursive: true });
  });
  const connected = Promise.withResolvers<unknown>();
  const publisher = new Publisher(
    { url: `mqtt://127.0.0.1:${broker.port}`, version: 5, clientId: 'lengths', keepalive: 60 },
    { connected: connected.resolve, offline: connected.reject },
  );
  publisher.start();
  await connected.promise;
  const publish = (bytes: number) =>
    publisher.publish({ topic: 'report', payload: Buffer.alloc(bytes), retain: false });
  await publish(1);

  const before = heldBytes();
  for (let message = 0; message < MESSAGES; message++) {
    // What else a line does with Node.js's pool between two reports.
    for (let other = 0; other < 10; other++) Buffer.from('other work '.repeat(500));
    await publish(1000 + message);
  }
  expect(heldBytes() - before).toBeLessThan(2e6);
  await publisher.stop();
});
