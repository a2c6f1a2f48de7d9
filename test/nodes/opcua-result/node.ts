import { TOLD } from '../../support/opcua/results';

/** A row of the form. */
export const row = (name: string, property: string, when = 'verdict', longest = '') => ({
  nodeId: `ns=1;s=Result.${name}`,
  property,
  when,
  longest,
});

const VERDICT = [
  row('Counter', 'counter'),
  row('Decision', 'decision'),
  row('Ok', 'decision'),
  row('Serial', 'serial'),
  row('Id', 'id'),
];

/** The node on config node `plc`, without times of its own. */
export const opcuaResult = (options: object = {}) => ({
  id: 'result',
  type: 'opcua-result',
  endpoint: 'plc',
  to: 'variables',
  variables: VERDICT,
  objectId: 'ns=1;s=Result',
  methodId: 'ns=1;s=Result.Take',
  arguments: ['id', 'decision', 'text_ko'].map((property) => ({ property, longest: '' })),
  when: 'both',
  holdMs: '0',
  minFreeMegabytes: '0',
  wires: [],
  ...options,
});

/** What a server has printed of results so far. */
export const toldIn = <Told>(log: string): Told[] =>
  log
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.startsWith(TOLD))
    .map((line) => JSON.parse(line.slice(TOLD.length)) as Told);
