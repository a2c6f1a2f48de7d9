/** A parent that starts an engine, prints the pid of its process, and lives until it is killed. */
const [, , inference, jobsDirectory] = process.argv;

import(inference).then(async ({ acquireEngine, DEFAULT_SETTINGS }) => {
  const { engine } = acquireEngine(DEFAULT_SETTINGS, { jobsDirectory });
  const { output } = await engine.run('clip', {});
  process.stdout.write(`${output.pid}\n`);
  setInterval(() => {}, 1000);
});
