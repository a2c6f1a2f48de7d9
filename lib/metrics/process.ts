import type { Family } from './exposition';

/** The Node-RED process itself, under the names Prometheus clients agree on. */
export function processFamilies(): Family[] {
  const { user, system } = process.cpuUsage();
  const one = (name: string, help: string, type: Family['type'], value: number): Family => ({
    name,
    help,
    type,
    samples: [{ labels: {}, value }],
  });
  return [
    one(
      'process_resident_memory_bytes',
      'Resident memory of the Node-RED process.',
      'gauge',
      process.memoryUsage.rss(),
    ),
    one('process_cpu_seconds_total', 'Processor time of the Node-RED process.', 'counter', (user + system) / 1e6),
    one('process_start_time_seconds', 'Start of the Node-RED process.', 'gauge', performance.timeOrigin / 1000),
  ];
}
