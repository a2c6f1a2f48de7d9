import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { packageRoot } from '../../lib/package-root';
import { timestamp } from '../../lib/inspection/clock';
import type { Service } from './broker';

/** Topic of the replayed camera: line and station as levels, as the example flow reads them. */
const TOPIC = 'factory/line-1/camera-1/image';
const LOT_SIZE = 50;

/** Publishes the sample pictures one after the other, again and again, as a camera with a lot and a serial number would. */
export async function startCamera({ mqttPort, every }: { mqttPort: number; every: number }): Promise<Service> {
  const folder = join(packageRoot(), 'examples/pictures');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jpg')).sort();
  const client = await connectAsync(`mqtt://127.0.0.1:${mqttPort}`, { clientId: 'sample-camera' });
  const day = timestamp().slice(0, 10).replaceAll('-', '');
  const started = Date.now().toString(36).toUpperCase();
  let seq = 0;

  const publish = async () => {
    const name = names[seq % names.length]!;
    const image = (await readFile(join(folder, name))).toString('base64');
    seq++;
    const lot = `LOT-${day}-${String(Math.ceil(seq / LOT_SIZE)).padStart(2, '0')}`;
    const serial = `${started}-${String(seq).padStart(5, '0')}`;
    await client.publishAsync(TOPIC, JSON.stringify({ seq, lot, serial, capturedAt: timestamp(), name, image }), {
      qos: 1,
    });
  };
  await publish();
  let last = Promise.resolve();
  const timer = setInterval(() => (last = publish()), every);
  return {
    stop: async () => {
      clearInterval(timer);
      await last;
      await client.endAsync();
    },
  };
}
