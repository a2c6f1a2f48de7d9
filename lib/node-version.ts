import { packageManifest } from './manifest';

/** The oldest Node.js the pack runs on: what npm checks, too. */
export const LEAST_NODE = packageManifest.engines.node.replace(/^>=/, '');

/**
 * Before 22.13 Node.js has no SQLite without a flag, and 12 of 41 fresh gateways on 22.9 died of a corrupted heap soon after
 * their second deploy; of 13 on 22.13 none did.
 *
 * @param version as `process.versions.node` has it
 */
export function isNodeTooOld(version: string = process.versions.node): boolean {
  const [[major, minor], [leastMajor, leastMinor]] = [version, LEAST_NODE].map(
    (each) => each.split('.').map(Number) as [number, number],
  ) as [[number, number], [number, number]];
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}
