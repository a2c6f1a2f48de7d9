import helper from 'node-red-node-test-helper';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../lib/text/csv';
import type { Glossary } from '../../lib/text/glossary/glossary';
import { deploy, nodeOf, useNodeRed } from '../support/node-red';

useNodeRed({ lang: 'ko' });

const config = (options: object = {}) => [
  { id: 'own', type: 'inspection-glossary', name: '현장', version: '2', terms: [], ...options },
];
const glossary = () => (nodeOf('own') as unknown as { glossary?: Glossary }).glossary;

describe('inspection-glossary', () => {
  it('offers the default terms while the list is untouched', async () => {
    await deploy(config());
    expect(glossary()).toMatchObject({ id: 'default' });
    expect(glossary()!.terms.length).toBeGreaterThan(60);
  });

  it('offers the plant’s own terms under its name and version', async () => {
    await deploy(config({ terms: [{ id: 's', ko: '긁힘', en: 'scratch', variants: '기스' }] }));
    expect(glossary()).toMatchObject({ id: '현장', version: '2', hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(glossary()!.termOf({ id: '', ko: '기스' })).toMatchObject({ id: 's' });
  });

  it('says what is wrong with its terms and offers none', async () => {
    await deploy(
      config({
        terms: [
          { id: 's', ko: '긁힘', en: 'a', variants: '기스' },
          { id: 't', ko: '균열', en: 'b', variants: '기스' },
        ],
      }),
    );
    expect(glossary()).toBeUndefined();
    const { error } = nodeOf('own') as unknown as { error: { args: [string][] } };
    expect(error.args.at(-1)![0]).toMatch(/용어집을 읽을 수 없습니다.*"기스": s \/ t/);
  });

  it('gives the editor the default terms', async () => {
    await deploy(config());
    const { body } = await ask('default');
    expect(body).toContainEqual(
      expect.objectContaining({ id: 'scratch', ko: '스크래치', variants: expect.stringContaining('기스') }),
    );
  });

  it.each(['utf-8', 'cp949'])('exports rows to %s and imports them again unchanged', async (charset) => {
    await deploy(config());
    const { body: terms } = await ask('default');
    const { body: exported } = await ask('export', { charset, terms });
    const bytes = Buffer.from((exported as { file: string }).file, 'base64');
    const text = charset === 'utf-8' ? bytes.toString('utf8').slice(1) : new TextDecoder('euc-kr').decode(bytes);
    expect(parseCsv(text)[1]).toContain('스크래치');
    expect(await ask('import', exported)).toEqual({ status: 200, body: terms });
  });

  it('refuses a damaged file with the reason and advice', async () => {
    await deploy(config());
    const { status, body } = await ask('import', { file: Buffer.from('id,ko\r\na,가\r\n').toString('base64') });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'ERR_GLOSSARY',
      message: expect.stringContaining('en'),
      advice: expect.stringContaining('CSV'),
    });
  });
});

/** What the admin route answers; with a body it is a POST. */
async function ask(route: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const path = `/inspection-glossary/${route}`;
  const reply = await (body === undefined ? helper.request().get(path) : helper.request().post(path).send(body));
  return { status: reply.status, body: reply.body };
}
