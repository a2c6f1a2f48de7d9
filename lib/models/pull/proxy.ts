import { InspectionError } from '../../inspection/errors';

const VARIABLES = ['http_proxy', 'https_proxy', 'no_proxy'];

/**
 * The environment's proxy settings for Node's own agents, if there are any.
 *
 * @throws InspectionError ERR_DOWNLOAD where this Node.js knows no proxies (before 22.21 and 24.5): going around a proxy
 * unasked would be worse than not going
 */
export function proxyEnvironment(url: string): NodeJS.ProcessEnv | undefined {
  const named = Object.entries(process.env).filter(([name, value]) => value && VARIABLES.includes(name.toLowerCase()));
  if (!named.some(([name]) => name.toLowerCase() !== 'no_proxy')) return undefined;
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
  if (major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21)) return Object.fromEntries(named);
  const reason = `a proxy needs Node.js 22.21 or 24.5, this is ${process.versions.node}`;
  throw new InspectionError('ERR_DOWNLOAD', { url, reason });
}
