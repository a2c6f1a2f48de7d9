import { spawn } from 'node:child_process';

const OPENERS: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens `address` in the desktop's browser; a machine without one is no error. */
export function openBrowser(address: string): void {
  const [command = 'xdg-open', ...options] = OPENERS[process.platform] ?? [];
  const child = spawn(command, [...options, address], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
