/** A signal that Ctrl-C aborts; what was begun then ends in order. */
export function untilInterrupted(): { signal: AbortSignal; done(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  return {
    signal: controller.signal,
    done: () => {
      process.off('SIGINT', abort);
      process.off('SIGTERM', abort);
    },
  };
}
