import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, sep } from 'node:path';

/** Files above this size lie on the storage server, as the hub's large files do. */
const LARGE = 100_000;

export interface Seen {
  /** `hub` or `storage`. */
  server: string;
  path: string;
  headers: IncomingMessage['headers'];
  status?: number;
}

/** Answers in a server's place; false leaves the answer to the server. */
export type Fault = (request: IncomingMessage, response: ServerResponse, content: Buffer) => boolean;

/** A server with the hub's layout, and a second one on another origin that holds its large files. */
export interface Hub {
  /** For HF_ENDPOINT. */
  address: string;
  commit: string;
  seen: Seen[];
  /** What requests for a file meet at the server that holds its bytes. */
  faults: Map<string, Fault>;
  /** Changes a file on the server. */
  put(path: string, content: Buffer): void;
  content(path: string): Buffer;
  /** Refuse everything but this token. */
  token?: string;
  close(): Promise<void>;
}

/**
 * Starts a hub whose repositories are the given folders.
 *
 * @param repositories folder by `owner/name`
 */
export async function startHub(repositories: Record<string, string>): Promise<Hub> {
  const files = new Map<string, Buffer>();
  for (const [repository, folder] of Object.entries(repositories)) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/');
      files.set(`${repository}/${path}`, readFileSync(join(folder, path)));
    }
  }
  const commit = '0123456789abcdef0123456789abcdef01234567';
  const seen: Seen[] = [];
  const faults = new Map<string, Fault>();
  const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

  const serve = (name: string, answer: (key: string, request: IncomingMessage, response: ServerResponse) => void) =>
    listen((request, response) => {
      const path = decodeURIComponent(new URL(request.url!, 'http://hub').pathname);
      const entry: Seen = { server: name, path, headers: request.headers };
      seen.push(entry);
      response.once('close', () => (entry.status = response.statusCode));
      answer(path, request, response);
    });

  const storage = await serve('storage', (path, request, response) => send(path.slice(1), request, response));
  const server = await serve('hub', (path, request, response) => {
    const match = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path);
    const key = match && `${match[1]}/${match[3]}`;
    const content = key ? files.get(key) : undefined;
    if (hub.token && request.headers.authorization !== `Bearer ${hub.token}`) return end(response, 401);
    if (!match || !content || !/^(main|[0-9a-f]{40})$/.test(match[2]!)) return end(response, 404);
    response.setHeader('X-Repo-Commit', commit);
    if (content.length < LARGE) return send(key!, request, response);
    response.setHeader('X-Linked-Etag', `"${sha256(content)}"`);
    response.setHeader('X-Linked-Size', String(content.length));
    response.setHeader('Location', `${addressOf(storage)}/${key}`);
    end(response, 302);
  });

  function send(key: string, request: IncomingMessage, response: ServerResponse): void {
    const content = files.get(key)!;
    if (faults.get(key)?.(request, response, content)) return;
    const etag = `"${createHash('sha1').update(content).digest('hex')}"`;
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const start = range && (request.headers['if-range'] ?? etag) === etag ? Number(range[1]) : 0;
    response.setHeader('ETag', etag);
    if (start >= content.length && content.length > 0) {
      response.setHeader('Content-Range', `bytes */${content.length}`);
      return end(response, 416);
    }
    if (start > 0) response.setHeader('Content-Range', `bytes ${start}-${content.length - 1}/${content.length}`);
    response
      .writeHead(start > 0 ? 206 : 200, { 'Content-Length': content.length - start })
      .end(content.subarray(start));
  }

  const hub: Hub = {
    address: addressOf(server),
    commit,
    seen,
    faults,
    put: (path, content) => void files.set(path, content),
    content: (path) => files.get(path)!,
    close: async () => {
      for (const each of [server, storage]) {
        each.closeAllConnections();
        each.close();
        await once(each, 'close');
      }
    },
  };
  return hub;
}

export const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

export async function listen(listener: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

/** Sends the first `bytes` of what was asked for, then does what `then` says to the connection. */
export function sendPart(bytes: number, then: 'cut' | 'stall'): Fault {
  return (request, response, content) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const etag = `"${createHash('sha1').update(content).digest('hex')}"`;
    response.setHeader('ETag', etag);
    if (start > 0) response.setHeader('Content-Range', `bytes ${start}-${content.length - 1}/${content.length}`);
    response.writeHead(start > 0 ? 206 : 200, { 'Content-Length': content.length - start });
    response.write(content.subarray(start, start + bytes), () => {
      if (then === 'cut') response.destroy();
    });
    return true;
  };
}

/** Meets only the first request. */
export function firstTime(fault: Fault): Fault {
  let met = false;
  return (...request) => {
    if (met) return false;
    met = true;
    return fault(...request);
  };
}

export interface Gate {
  fault: Fault;
  /** Lets the next piece of the file through. */
  open(): void;
}

/** Sends a file in so many pieces, each when it is let through. */
export function gate(pieces: number): Gate {
  let send: (() => void) | undefined;
  let opened = 0;
  const fault: Fault = (_, response, content) => {
    const step = Math.ceil(content.length / pieces);
    let at = 0;
    response.writeHead(200, { 'Content-Length': content.length });
    send = () => {
      response.write(content.subarray(at, (at += step)));
      if (at >= content.length) response.end();
    };
    while (opened-- > 0) send();
    return true;
  };
  return { fault, open: () => (send ? send() : void opened++) };
}
