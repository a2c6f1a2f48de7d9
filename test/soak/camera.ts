import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connectAsync, type MqttClient, type Packet } from 'mqtt';
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
  /** Sends so many pictures more, at its pace and no faster than their reports come back; resolves when all have. */
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

/** @param pace pictures a second at most, evenly: what is kept for a while then stays as much as it is */
export async function startCamera(port: number, pace = Infinity): Promise<Camera> {
  const pictures = await smallPictures();
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: 'soak-camera', protocolVersion: 5 });
  const missing = new Set<string>();
  let [sent, wanted, reported] = [0, 0, 0];
  let allReported: (() => void) | undefined;

  const next = () => {
    const serial = `S${++sent}`;
    missing.add(serial);
    const lot = `LOT-${Math.ceil(sent / LOT_SIZE)}`;
    return JSON.stringify({ seq: sent, lot, serial, capturedAt: timestamp(), image: pictures[sent % pictures.length] });
  };
  const mayPublish = () => sent < wanted && missing.size < UNDER_WAY;
  const publishNext = () => client.publish(TOPIC, next(), { qos: 1 });
  const publish = () => {
    while (!ticking && mayPublish()) publishNext();
    if (sent === wanted && missing.size === 0) allReported?.();
  };
  const ticking = Number.isFinite(pace) ? setInterval(() => mayPublish() && publishNext(), 1000 / pace) : undefined;
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
    async send(count) {
      if (sent === 0) await publishOnceHeard(client, next());
      wanted += count;
      await new Promise<void>((resolve) => {
        allReported = resolve;
        publish();
      });
    },
    stop: () => {
      clearInterval(ticking);
      return client.endAsync(true);
    },
  };
}

/** Publishes a picture until somebody is there for whom the broker keeps it. */
async function publishOnceHeard(client: MqttClient, picture: string): Promise<void> {
  let reason: number | undefined;
  const listen = (packet: Packet) => {
    if (packet.cmd === 'puback') reason = packet.reasonCode;
  };
  client.on('packetreceive', listen);
  do await client.publishAsync(TOPIC, picture, { qos: 1 });
  while (reason === NO_SUBSCRIBER);
  client.off('packetreceive', listen);
}
