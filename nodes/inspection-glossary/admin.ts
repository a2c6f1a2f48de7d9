import type { NodeAPI } from 'node-red';
import { defaultGlossary } from '../../lib/text/glossary/default';
import { readGlossaryCsv, rowOf, termsOf, writeGlossaryCsv } from '../../lib/text/glossary/table';
import { answer } from '../shared/answer';
import { permit } from '../shared/permit';

/**
 * What the editor asks for: the default terms, a CSV file turned into rows, and rows turned into a CSV file.
 * Files travel as base64 within JSON, so that both character sets arrive as they are.
 */
export function serveGlossary(RED: NodeAPI): void {
  RED.httpAdmin.get('/inspection-glossary/default', permit(RED, 'flows.read'), (_request, response) => {
    response.json(defaultGlossary().terms.map(rowOf));
  });

  RED.httpAdmin.post('/inspection-glossary/import', permit(RED, 'flows.write'), (request, response) => {
    void answer(RED, response, () =>
      readGlossaryCsv(Buffer.from(String(request.body.file ?? ''), 'base64')).map(rowOf),
    );
  });

  RED.httpAdmin.post('/inspection-glossary/export', permit(RED, 'flows.read'), (request, response) => {
    const charset = request.body.charset === 'cp949' ? 'cp949' : 'utf-8';
    void answer(RED, response, () => ({
      file: Buffer.from(writeGlossaryCsv(termsOf(request.body.terms ?? []), charset)).toString('base64'),
    }));
  });
}
