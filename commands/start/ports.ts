import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** The wanted port is in use; the message tells the user what to do. */
export class PortTakenError extends Error {
  constructor(port: number) {
    super(
      `Port ${port} is in use, perhaps by another Node-RED. Stop that program or choose another port: PORT=${port + 1} npm start\n` +
        `포트 ${port}을(를) 다른 프로그램이 쓰고 있습니다. 그 프로그램을 끝내거나 다른 포트로 시작하세요: PORT=${port + 1} npm start`,
    );
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** `port` when nothing listens on it. @throws PortTakenError */
export async function freePort(port: number): Promise<number> {
  if (await isFree(port)) return port;
  throw new PortTakenError(port);
}

/** Lets `server` listen on the first free port from `port` on, for this machine only; another start may take one meanwhile. */
export async function listenFrom(server: Server, port: number): Promise<number> {
  for (let candidate = port; ; candidate++) {
    server.listen(candidate, '127.0.0.1');
    try {
      await once(server, 'listening');
      return candidate;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw thrown;
    }
  }
}
