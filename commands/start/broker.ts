import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { listenFrom } from './ports';

export interface Service {
  stop(): Promise<void>;
}

/** An MQTT 3.1.1 broker inside this process, on the first free port from 1883 on, for this machine only. */
export async function startBroker(): Promise<Service & { port: number }> {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  const port = await listenFrom(server, 1883);
  return {
    port,
    stop: async () => {
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      server.close();
    },
  };
}

/** A broker that runs already; it is not ours to stop. */
export function runningBroker(port: number): Service & { port: number } {
  return { port, stop: async () => undefined };
}
