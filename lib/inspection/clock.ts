import type { Timestamp } from './record';

/** `date` in local time with its offset, milliseconds kept (ISO 8601). */
export function timestamp(date: Date = new Date()): Timestamp {
  const offset = -date.getTimezoneOffset();
  const two = (n: number) => String(Math.floor(Math.abs(n))).padStart(2, '0');
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}
