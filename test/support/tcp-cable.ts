import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Cable {
  port: number;
  /** Cuts every connection and lets none through until it is mended. */
  cut(): void;
  /** Cuts in the middle of what the server sends, when so many more bytes of it have passed. */
  cutAfter(bytes: number): Promise<void>;
  mend(): void;
  end(): Promise<void>;
}

/** Stands between a client and a server on this machine, to be cut. */
export async function layCable(to: number): Promise<Cable> {
  let isCut = false;
  let passed: (bytes: number) => void = () => undefined;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(to, '127.0.0.1');
    far.on('data', ({ length }) => passed(length));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    cut,
    cutAfter: (bytes) =>
      new Promise((resolve) => {
        let left = bytes;
        passed = (more) => {
          left -= more;
          if (left > 0) return;
          passed = () => undefined;
          cut();
          resolve();
        };
      }),
    mend: () => {
      isCut = false;
    },
    end: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
