import { isNodeTooOld, LEAST_NODE } from '../../lib/node-version';

/** Ends with words when npm's scripts run an old Node.js, as after `npm ci --ignore-scripts`. */
export function checkNodeVersion(): void {
  if (!isNodeTooOld()) return;
  console.error(
    `Node.js ${process.version} is too old: ${LEAST_NODE} or newer is needed. Run "npm ci" without --ignore-scripts.`,
  );
  process.exit(1);
}
