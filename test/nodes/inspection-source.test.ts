import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { deploy, nextAt, nextOf, nodeOf, statusesOf, useNodeRed } from '../support/node-red';

useNodeRed({ lang: 'ko' });

const picture = () =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: '#8899aa' } })
    .jpeg()
    .toBuffer();

const source = (options: object = {}) => [
  {
    id: 'source',
    type: 'inspection-source',
    property: 'payload',
    propertyType: 'msg',
    topicPattern: 'factory/+line/+station/image',
    wires: [['out']],
    ...options,
  },
  { id: 'out', type: 'helper' },
];

describe('inspection-source', () => {
  it('gives a bare picture an identity, its size and the part from the topic', async () => {
    await deploy(source());
    const out = nextAt('out');
    nodeOf('source').receive({ topic: 'factory/A/weld/image', payload: await picture(), keep: 'me' } as never);
    const msg = await out;
    expect(msg.inspection).toMatchObject({
      schema: 1,
      part: { line: 'A', station: 'weld' },
      frame: { source: 'factory/A/weld/image', format: 'jpeg', width: 64, height: 48 },
    });
    expect(msg.inspection!.frame.receivedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d$/);
    expect(msg.keep).toBe('me');
  });

  it('reads a JSON envelope and MQTT 5 user properties', async () => {
    await deploy(source());
    const out = nextAt('out');
    const image = (await picture()).toString('base64');
    nodeOf('source').receive({
      topic: 'factory/A/weld/image',
      payload: { image, seq: 7, lot: 'L1' },
      userProperties: { serial: 'S9' },
    } as never);
    const { inspection } = await out;
    expect(inspection).toMatchObject({
      part: { lot: 'L1', serial: 'S9' },
      frame: { seq: 7 },
      id: 'factory/A/weld/image#S9',
    });
  });

  it('tells two parts with identical pictures apart, and a redelivery from both', async () => {
    await deploy(source());
    const out = nextOf('out', 3);
    const image = await picture();
    for (const serial of ['1', '2', '1'])
      nodeOf('source').receive({ topic: 'cam', payload: image, part: { serial } } as never);
    const messages = await out;
    expect(messages.map(({ inspection }) => inspection!.id)).toEqual(['cam#1', 'cam#2', 'cam#1']);
    expect(messages.map(({ inspection }) => inspection!.duplicate ?? false)).toEqual([false, false, true]);
  });

  it('refuses a picture over the limit, once, with code, id and advice, and goes on', async () => {
    await deploy(source({ maxMegapixels: '0.001' }));
    const caught = nextAt('caught');
    nodeOf('source').receive({ payload: { id: 'frame-1', image: (await picture()).toString('base64') } } as never);
    const { inspection, error } = (await caught) as never as {
      inspection: { id: string; error: { code: string; advice: string } };
      error: { message: string };
    };
    expect(inspection).toMatchObject({ id: 'frame-1', error: { code: 'ERR_IMAGE_TOO_LARGE' } });
    expect(inspection.error.advice).toContain('해상도');
    expect(error.message).toContain('frame-1');
    expect(statusesOf('source').at(-1)).toMatchObject({ fill: 'red', shape: 'ring' });

    const small = nextAt('out');
    const dot = await sharp({ create: { width: 10, height: 10, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    nodeOf('source').receive({ payload: dot } as never);
    expect((await small).inspection!.frame).toMatchObject({ format: 'png', width: 10 });
  });

  it.each([
    ['nothing', undefined, 'ERR_IMAGE_MISSING'],
    ['empty bytes', Buffer.alloc(0), 'ERR_IMAGE_FORMAT'],
    ['text', 'hello world', 'ERR_IMAGE_'],
    ['JSON without a picture', { line: 'A' }, 'ERR_IMAGE_FORMAT'],
    ['a missing file', '/no/such/사진.jpg', 'ERR_IMAGE_FILE'],
  ])('refuses %s without harm', async (_name, payload, code) => {
    await deploy(source());
    const caught = nextAt('caught');
    nodeOf('source').receive({ payload } as never);
    expect((await caught).inspection!.error!.code).toContain(code);
  });

  it('refuses what is nested so deep that Node-RED would end while copying it, and takes it off the message', async () => {
    const complete = { id: 'done', type: 'complete', z: 'tab', scope: ['source'], uncaught: false, wires: [['out']] };
    await deploy([...source({ wires: [['out'], ['out']] }), complete]);
    const caught = nextAt('caught');
    const image = (await picture()).toString('base64');
    const payload = JSON.parse(`{"image":"${image}","more":${'['.repeat(100_000)}${']'.repeat(100_000)}}`) as unknown;
    nodeOf('source').receive({ payload, keep: 'me' } as never);
    const msg = await caught;
    expect(msg).toMatchObject({ keep: 'me', error: { code: 'ERR_MESSAGE_DEPTH' } });
    expect(msg.payload).toBeUndefined();
  });
});
