import { totalmem } from 'node:os';

const MEGABYTE = 2 ** 20;
/** Three lanes, and as much again for Node-RED, the system and the disk's cache. */
const SHARES = 4;
const LEAST_LIMIT_MB = 512;
/** Below this, speed is given for memory. */
const SMALL_MB = 3072;

/** Megabytes that this process and its children may use: the machine's, or fewer where a container allows fewer. */
export function machineMemoryMb(total = totalmem(), constrained = process.constrainedMemory()): number {
  return Math.floor((constrained > 0 ? Math.min(total, constrained) : total) / MEGABYTE);
}

/** The size above which a process is replaced, MB, where the user names none. */
export function automaticLimitMb(memoryMb = machineMemoryMb()): number {
  return Math.max(LEAST_LIMIT_MB, Math.floor(memoryMb / SHARES));
}

/** onnxruntime's arena keeps what it once needed: a third more memory, an eighth less time. */
export function automaticArena(memoryMb = machineMemoryMb()): boolean {
  return memoryMb >= SMALL_MB;
}
