import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root';

export const RUNTIME_ID = 'fa2202902952764a';

type FlowNode = { type: string; [property: string]: unknown };

/** The example `mqtt-line` as it is shipped, with short times, files instead of documents, and a broker of the test. */
export function lineFlow(mqttPort: number): FlowNode[] {
  const broker = { host: '127.0.0.1', port: String(mqttPort) };
  const changes: Record<string, object> = {
    // Threads that spin for work take it from the processes that start after a kill.
    'inspection-runtime': { eventLog: true, threads: '1' },
    'inspection-broker': broker,
    'mqtt-image': { limit: '4', waitSeconds: '1' },
    'inspection-queue': { inFlight: '4', retrySeconds: '0.3', minFreeMegabytes: '0' },
    report: { pattern: '{lot}/{date}_{decision}_{time}_{id}', logName: 'reports-{lot}', pdf: false },
    'mqtt-result': { minFreeMegabytes: '0' },
  };
  const example = join(packageRoot(), 'examples/mqtt-line.json');
  const nodes = JSON.parse(readFileSync(example, 'utf8')) as FlowNode[];
  return nodes.map((node) => ({ ...node, ...changes[node.type] }));
}
