import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import sharp from 'sharp';
import { timestamp } from '../../lib/inspection/clock';
import type { Inspection } from '../../lib/inspection/record';
import { packageRoot } from '../../lib/package-root';

/** Pictures that are under way at most: as many as the line's queue takes into work, twice. */
const UNDER_WAY = 32;
const LOT_SIZE = 250;
const WIDTH = 160;
const TOPIC = 'factory/line-1/camera-1/image';
/** MQTT 5, 3.4.2.1. */
const NO_SUBSCRIBER = 0x10;

export interface Camera {
  /** Pictures whose report came back. */
  readonly reported: number;
  readonly underWay: number;
  /** Sends so many pictures more, as fast as their reports come back; resolves when all have. */
  send(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** The sample pictures of the pack, good parts and bad ones, as a small camera takes them. */
async function smallPictures(): Promise<string[]> {
  const folder = join(packageRoot(), 'examples/pictures');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jpg')).sort();
  const pictures = names.map((name) => sharp(join(folder, name)).resize(WIDTH).jpeg().toBuffer());
  return (await Promise.all(pictures)).map((bytes) => bytes.toString('base64'));
}

export async function startCamera(port: number): Promise<Camera> {
  const pictures = await smallPictures();
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: 'soak-camera', protocolVersion: 5 });
  const missing = new Set<string>();
  let [sent, wanted, reported] = [0, 0, 0];
  let allReported: (() => void) | undefined;

  /** Until a gateway has subscribed, the broker has nobody to keep a picture for. */
  const untilTaken = async (envelope: string) => {
    let reason: number | undefined;
    do reason = ((await client.publishAsync(TOPIC, envelope, { qos: 1 })) as { reasonCode?: number }).reasonCode;
    while (reason === NO_SUBSCRIBER);
  };
  const publish = () => {
    while (sent < wanted && missing.size < UNDER_WAY) {
      const serial = `S${++sent}`;
      missing.add(serial);
      const lot = `LOT-${Math.ceil(sent / LOT_SIZE)}`;
      const image = pictures[sent % pictures.length];
      const envelope = { seq: sent, lot, serial, capturedAt: timestamp(), image };
      void untilTaken(JSON.stringify(envelope));
    }
    if (sent === wanted && missing.size === 0) allReported?.();
  };
  client.on('message', (_topic, payload) => {
    const { part } = JSON.parse(payload.toString()) as Inspection;
    if (!missing.delete(part.serial!)) return;
    reported++;
    publish();
  });
  await client.subscribeAsync('factory/+/+/report', { qos: 1 });

  return {
    get reported() {
      return reported;
    },
    get underWay() {
      return missing.size;
    },
    send(count) {
      wanted += count;
      return new Promise((resolve) => {
        allReported = resolve;
        publish();
      });
    },
    stop: () => client.endAsync(true),
  };
}
