import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Inspection } from '../../lib/inspection/record';
import type { Gateway } from '../package/gateway';
import { TINY_RUNTIME, clipFilter, contourMeasure } from '../support/flows';
import { installPack, startInstalled } from '../support/installed';
import { endingOf, type Ending } from './target';

/** Longest that a case may take, ms: what the engine allows a model to load, and some more. */
const PATIENCE_MS = 320_000;
/** Keeps pictures small whose headers lie; the limit itself has its own test. */
const LIMITS = { topicPattern: '', maxMegabytes: '5', maxMegapixels: '4', property: 'payload', propertyType: 'msg' };

const way = (path: string, first: string) => ({
  id: `in-${path}`,
  type: 'http in',
  url: `/${path}`,
  method: 'post',
  wires: [[first]],
});

const FLOW = [
  { ...TINY_RUNTIME, x: undefined, z: '' },
  way('picture', 'source'),
  { id: 'source', type: 'inspection-source', ...LIMITS, duplicates: 'ignore', wires: [['clip']] },
  clipFilter({ wires: [['measure'], ['measure'], ['measure']] }),
  contourMeasure({ wires: [['answer']] }),
  way('envelope', 'open'),
  {
    id: 'open',
    type: 'function',
    outputs: 1,
    func: `const text = String(msg.payload);
      if (msg.req.query.as === 'object') try { msg.payload = JSON.parse(text); } catch { msg.payload = text; }
      else if (msg.req.query.as === 'user') { msg.payload = Buffer.from(msg.req.query.picture, 'base64'); try { msg.userProperties = JSON.parse(text); } catch {} }
      else msg.payload = text;
      msg.topic = 'factory/A/weld/image';
      return msg;`,
    wires: [['envelope']],
  },
  { id: 'envelope', type: 'inspection-source', ...LIMITS, duplicates: 'mark', wires: [['report']] },
  {
    id: 'report',
    type: 'report',
    folder: 'reports',
    pattern: '{date}/{line}/{decision}_{id}',
    json: true,
    csv: true,
    html: true,
    mode: 'single',
    wires: [['answer'], []],
  },
  { id: 'catch', type: 'catch', scope: null, uncaught: false, wires: [['failed']] },
  {
    id: 'failed',
    type: 'function',
    outputs: 1,
    func: `msg.statusCode = 422; msg.payload = { code: msg.error.code || msg.error.message }; return msg;`,
    wires: [['respond']],
  },
  {
    id: 'answer',
    type: 'function',
    outputs: 1,
    func: `const polluted = Object.keys(Object.prototype).concat(({}).polluted ?? []);
      const { evidence, ...record } = msg.inspection;
      msg.headers = {};
      msg.payload = { record, polluted };
      return msg;`,
    wires: [['respond']],
  },
  { id: 'respond', type: 'http response', headers: { 'content-type': 'application/json' }, wires: [] },
];

export interface Answer<Body = Recorded> {
  status: number;
  body: Body;
  wrong?: undefined;
}

export interface Recorded {
  record?: Inspection;
  /** What every object has that none should. */
  polluted?: string[];
  code?: string;
}

/** A real Node-RED with the nodes that strangers' bytes reach first; started again when something ends it. */
export class FuzzedGateway {
  private folder?: string;
  private running?: Promise<Gateway>;

  async post<Body = Recorded>(
    path: string,
    body: Uint8Array,
    type = 'application/octet-stream',
  ): Promise<Answer<Body> | { wrong: string }> {
    const gateway = await (this.running ??= this.start());
    const signal = AbortSignal.timeout(PATIENCE_MS);
    try {
      const headers = { 'content-type': type };
      const response = await gateway.ask(path, { method: 'POST', headers, body: new Uint8Array(body), signal });
      return { status: response.status, body: (await response.json()) as Body };
    } catch (thrown) {
      const log = gateway.log().split('\n').slice(-12).join('\n');
      this.running = undefined;
      await gateway.kill();
      return { wrong: `${signal.aborted ? 'hang' : 'crash'}: ${String(thrown)}\n${log}` };
    }
  }

  async close(): Promise<void> {
    await (await this.running)?.stop();
    if (this.folder) await rm(this.folder, { recursive: true, force: true });
  }

  private async start(): Promise<Gateway> {
    if (!this.folder) {
      this.folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
      await installPack(this.folder, FLOW);
    }
    return startInstalled(this.folder);
  }
}

/** What every record must hold and no record may. */
export function judge(answer: Answer | { wrong: string }): Ending {
  if (answer.wrong !== undefined) return answer;
  if (answer.status !== 200) return endingOf(answer.body.code);
  const { record, polluted = [] } = answer.body;
  if (polluted.length > 0) return { wrong: `all objects have ${polluted.join()}` };
  if (!record?.id || record.error) return { wrong: `a record without id or with an error: ${JSON.stringify(record)}` };
  const { width = 0, height = 0 } = record.frame as { width?: number; height?: number };
  if (!(width > 0 && height > 0)) return { wrong: `a picture of ${width} × ${height}` };
  return { code: 'ok' };
}
