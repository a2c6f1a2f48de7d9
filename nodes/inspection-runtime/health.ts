import type { NodeAPI } from 'node-red';
import { examine, type Finding } from '../../lib/health/checks';
import { engineStatuses } from '../../lib/inference';
import { languageIn } from '../shared/language';
import { permit } from '../shared/permit';

/**
 * For a supervisor: `/live` answers as long as the process does its work, `/inspection/health` with 503 when a frame
 * that comes now would find no room, no disk or no engine.
 */
export function serveHealth(RED: NodeAPI): void {
  const guard = permit(RED, 'health.read');

  RED.httpAdmin.get('/inspection/health/live', guard, (_request, response) => {
    response.json({ status: 'live', uptimeSeconds: Math.round(process.uptime()) });
  });

  RED.httpAdmin.get('/inspection/health', guard, (_request, response) => {
    void examine().then((findings) => {
      const checks = [...engineFindings(RED), ...findings];
      const ready = checks.every(({ ok }) => ok);
      response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not-ready', checks });
    });
  });
}

/** A lane that has not been needed yet is in order. */
function engineFindings(RED: NodeAPI): Finding[] {
  const language = languageIn(RED);
  return engineStatuses().flatMap(({ name, lanes }) =>
    Object.entries(lanes).map(([lane, { phase, problem }]) => ({
      check: 'engine',
      subject: `${name}/${lane}`,
      ok: phase !== 'failed',
      detail: problem?.in(language).message ?? phase,
    })),
  );
}
