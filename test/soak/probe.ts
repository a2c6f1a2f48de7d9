/** Loaded by Node-RED's settings, before its nodes: what only the process itself can tell of what it holds. */
import type { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import { MqttClient } from 'mqtt';
import RED from 'node-red';

export interface Held {
  heapUsed: number;
  external: number;
  handles: number;
  listeners: number;
}

const clients: WeakRef<MqttClient>[] = [];
const { connect } = MqttClient.prototype;
MqttClient.prototype.connect = function (this: MqttClient) {
  clients.push(new WeakRef(this));
  return connect.call(this);
};

const handlesOf = process as unknown as { _getActiveHandles(): object[] };

/** Memory in bytes; `handles` as Node.js counts what keeps it alive, `listeners` on all that lives long. */
export function held(): Held {
  const { heapUsed, external } = process.memoryUsage();
  const { events } = RED as unknown as { events: EventEmitter };
  const brokers = clients.flatMap((client) => client.deref() ?? []);
  const sockets = handlesOf._getActiveHandles().filter((handle) => handle instanceof Socket);
  const emitters = [process, events, ...brokers, ...sockets] as EventEmitter[];
  const listeners = emitters.reduce((sum, emitter) => sum + listenersOf(emitter), 0);
  return { heapUsed, external, handles: process.getActiveResourcesInfo().length, listeners };
}

function listenersOf(emitter: EventEmitter): number {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
}
