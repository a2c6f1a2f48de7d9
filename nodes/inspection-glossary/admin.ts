import type { NodeAPI } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import { defaultGlossary } from '../../lib/text/glossary/default';
import { readGlossaryCsv, rowOf, termsOf, writeGlossaryCsv } from '../../lib/text/glossary/table';
import { languageIn } from '../shared/language';

/**
 * What the editor asks for: the default terms, a CSV file turned into rows, and rows turned into a CSV file.
 * Files travel as base64 within JSON, so that both character sets arrive as they are.
 */
export function serveGlossary(RED: NodeAPI): void {
  const permit = (scope: string) => RED.auth.needsPermission(scope);

  RED.httpAdmin.get('/inspection-glossary/default', permit('flows.read'), (_request, response) => {
    response.json(defaultGlossary().terms.map(rowOf));
  });

  RED.httpAdmin.post('/inspection-glossary/import', permit('flows.write'), (request, response) => {
    answer(RED, response, () => readGlossaryCsv(Buffer.from(String(request.body.file ?? ''), 'base64')).map(rowOf));
  });

  RED.httpAdmin.post('/inspection-glossary/export', permit('flows.read'), (request, response) => {
    const charset = request.body.charset === 'cp949' ? 'cp949' : 'utf-8';
    answer(RED, response, () => ({
      file: Buffer.from(writeGlossaryCsv(termsOf(request.body.terms ?? []), charset)).toString('base64'),
    }));
  });
}

interface JsonResponse {
  json(value: unknown): unknown;
  status(code: number): { json(value: unknown): unknown };
}

/** Sends what `work` makes, or why it failed with what to do about it. */
function answer(RED: NodeAPI, response: JsonResponse, work: () => unknown): void {
  try {
    response.json(work());
  } catch (thrown) {
    const { code, message, advice } = InspectionError.from(thrown).in(languageIn(RED));
    response.status(400).json({ code, message, advice });
  }
}
