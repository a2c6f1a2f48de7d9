const LEAST = [22, 9] as const;

/** Ends with words when npm's scripts run an old Node.js, as after `npm ci --ignore-scripts`. */
export function checkNodeVersion(version: string = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return;
  console.error(
    `Node.js ${version} is too old: ${LEAST.join('.')} or newer is needed. Run "npm ci" without --ignore-scripts.`,
  );
  process.exit(1);
}
