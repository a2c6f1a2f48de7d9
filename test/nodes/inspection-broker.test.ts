import helper from 'node-red-node-test-helper';
import { describe, expect, it } from 'vitest';
import { hostname } from 'node:os';
import type { BrokerNode } from '../../nodes/inspection-broker/node';
import { broker, helperNode } from '../support/flows';
import { deploy, nodeOf, useNodeRed } from '../support/node-red';

useNodeRed();

const one = helperNode('one');
const other = helperNode('5f2b8d01-c7e9-4a63');
const start = (options: object = {}) => deploy([broker(1883, options), one, other]);
const optionsFor = (id: string) => (nodeOf('broker') as BrokerNode).optionsFor!(nodeOf(id));

describe('inspection-broker', () => {
  it('gives each node a client id of its own that stays the same and suits MQTT 3.1.1', async () => {
    await start();
    const ids = [one.id, other.id].map((id) => optionsFor(id).clientId);
    expect(ids).toEqual(['gyeol-one', expect.stringMatching(/^gyeol-[0-9a-f]{16}$/)]);
    await helper.unload();
    await start();
    expect([one.id, other.id].map((id) => optionsFor(id).clientId)).toEqual(ids);
  });

  it('puts node and machine where the client id asks for them', async () => {
    await start({ clientId: ' press-3/{host}/{node} ' });
    expect(optionsFor(one.id).clientId).toBe(`press-3/${hostname()}/one`);
  });

  it('refuses a client id that another node has, until that is closed', async () => {
    await start({ clientId: 'press-3' });
    expect(optionsFor(one.id).clientId).toBe('press-3');
    expect(optionsFor(one.id).clientId).toBe('press-3');
    expect(() => optionsFor(other.id)).toThrow(
      expect.objectContaining({ code: 'ERR_MQTT_CLIENT_ID', parameters: { clientId: 'press-3', other: 'one' } }),
    );
    await nodeOf(one.id).close(false);
    expect(optionsFor(other.id).clientId).toBe('press-3');
  });

  it.each([
    [{}, { url: 'mqtt://127.0.0.1:1883', version: 5, keepalive: 60 }],
    [
      { port: '', version: '4', keepalive: '5' },
      { url: 'mqtt://127.0.0.1:1883', version: 4, keepalive: 5 },
    ],
    [{ port: '', tls: 'tls' }, { url: 'mqtts://127.0.0.1:8883' }],
  ])('connects with %o as %o', async (options, expected) => {
    await start(options);
    expect(optionsFor(one.id)).toMatchObject(expected);
  });

  it.each([{ host: ' ' }, { port: 'x' }, { keepalive: 'x' }])('refuses %o', async (options) => {
    await start(options);
    expect(() => optionsFor(one.id)).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS' }));
  });
});
