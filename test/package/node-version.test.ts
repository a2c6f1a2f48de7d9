import { expect, it } from 'vitest';
import { isNodeTooOld, LEAST_NODE } from '../../lib/node-version';

it('is what package.json asks for', () => {
  expect(LEAST_NODE).toMatch(/^\d+\.\d+$/);
  expect(isNodeTooOld(`${LEAST_NODE}.0`)).toBe(false);
  expect(isNodeTooOld()).toBe(false);
});

it.each([
  ['22.12.0', true],
  ['20.19.0', true],
  ['22.9.0', true],
  ['22.13.1', false],
  ['22.20.0', false],
  ['24.0.0', false],
])('takes %s for too old: %s', (version, isTooOld) => {
  expect(isNodeTooOld(version)).toBe(isTooOld);
});
