import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { listenFrom } from './ports';

export interface Service {
  stop(): Promise<void>;
}

export interface Broker extends Service {
  port: number;
  /** The newest that it speaks: MQTT 3.1.1 or 5. */
  version: '4' | '5';
}

/** An MQTT 3.1.1 broker inside this process, on the first free port from 1883 on, for this machine only. */
export async function startBroker(): Promise<Broker> {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  const port = await listenFrom(server, 1883);
  return {
    port,
    version: '4',
    stop: async () => {
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      server.close();
    },
  };
}

/** A broker that runs already; it is not ours to stop. */
export function runningBroker(port: number): Broker {
  return { port, version: '5', stop: async () => undefined };
}
