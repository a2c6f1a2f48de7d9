import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { InspectionError } from '../../inspection/errors';
import { Idle } from './idle';
import { proxyEnvironment } from './proxy';

const MOST_REDIRECTS = 5;

/** Trying again does not help: no such name, or a certificate that is not trusted. */
const LASTING = /^ENOTFOUND$|CERT|SIGNATURE/;

export interface RequestOptions {
  headers?: Record<string, string>;
  /** Sent to the first address's own origin and nowhere else. */
  token?: string;
  signal?: AbortSignal;
  /** A server that is silent for this long is given up, ms. */
  stallMs: number;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Of the address that was asked for, before any redirect: there the hub names hash, size and commit. */
  first: IncomingHttpHeaders;
  body: IncomingMessage;
}

/** A failure that a later try may not meet again. */
export class Interrupted extends Error {}

/**
 * Asks for `url` and follows its redirects.
 *
 * @throws InspectionError ERR_DOWNLOAD (too many redirects, a redirect that gives up encryption); Interrupted when the
 * connection fails or stalls; the signal's reason
 */
export async function request(url: string, options: RequestOptions): Promise<Answer> {
  const { origin } = new URL(url);
  let first: IncomingHttpHeaders | undefined;
  for (let at = new URL(url), hops = 0; ; hops++) {
    const token = at.origin === origin ? options.token : undefined;
    const body = await ask(at, { ...options, token });
    first ??= body.headers;
    const status = body.statusCode!;
    const { location } = body.headers;
    if (![301, 302, 303, 307, 308].includes(status) || !location) return { status, headers: body.headers, first, body };
    body.destroy();
    const next = new URL(location, at);
    const refuse = (reason: string) => new InspectionError('ERR_DOWNLOAD', { url, reason });
    if (hops === MOST_REDIRECTS) throw refuse(`more than ${MOST_REDIRECTS} redirects`);
    if (at.protocol === 'https:' && next.protocol !== 'https:') throw refuse(`redirect to unencrypted ${next.origin}`);
    at = next;
  }
}

/** Size of the file at `url` as its first server tells it; undefined where it does not. */
export async function sizeAt(url: string, options: RequestOptions): Promise<number | undefined> {
  const answer = await ask(new URL(url), options, 'HEAD').catch(() => undefined);
  answer?.destroy();
  if (!answer || answer.statusCode! >= 400) return undefined;
  const { 'x-linked-size': linked, 'content-length': length } = answer.headers;
  return Number(linked ?? (answer.statusCode === 200 ? length : undefined)) || undefined;
}

function ask(
  url: URL,
  { headers, token, signal, stallMs }: RequestOptions,
  method: 'GET' | 'HEAD' = 'GET',
): Promise<IncomingMessage> {
  const library = url.protocol === 'https:' ? https : http;
  // An agent of its own: a kept connection that the server closes meanwhile would look like a failure.
  const agent = new library.Agent({ keepAlive: false, proxyEnv: proxyEnvironment(url.href) });
  return new Promise((resolve, reject) => {
    const sent = library.request(url, {
      method,
      agent,
      signal,
      headers: {
        'user-agent': 'gyeol-inspection',
        // A compressed answer has another length than the file.
        'accept-encoding': 'identity',
        ...headers,
        ...(token && { authorization: `Bearer ${token}` }),
      },
    });
    let answering: IncomingMessage | undefined;
    const idle = new Idle(stallMs, () =>
      (answering ?? sent).destroy(new Interrupted(`silent for ${stallMs / 1000} s`)),
    );
    sent.once('response', (response) => {
      answering = response;
      idle.heard();
      response.on('data', () => idle.heard()).pause();
      resolve(response);
    });
    sent.end();
    sent.once('close', () => idle.end());
    sent.once('error', (error: NodeJS.ErrnoException) => {
      if (signal?.aborted) reject(signal.reason as Error);
      else if (LASTING.test(error.code ?? ''))
        reject(new InspectionError('ERR_DOWNLOAD', { url: url.href, reason: error.message }));
      else reject(new Interrupted(error.message));
    });
  });
}
