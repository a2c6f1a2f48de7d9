import { describe, expect, it } from 'vitest';
import { smoothed } from '../../lib/engine/reference/smooth';

describe('distances beside each other', () => {
  it('shares a cell with its neighbours, in rows and columns', () => {
    const cells = new Float32Array(15);
    cells[7] = 16;
    expect([...smoothed(cells, 5)]).toEqual([0, 1, 2, 1, 0, 0, 2, 4, 2, 0, 0, 1, 2, 1, 0]);
  });

  it('does not reach round the ends of a row, and keeps what is even', () => {
    const cells = new Float32Array(15);
    cells[4] = 16;
    expect([...smoothed(cells, 5)]).toEqual([0, 0, 0, 3, 9, 0, 0, 0, 1, 3, 0, 0, 0, 0, 0]);
    expect([...smoothed(new Float32Array(15).fill(2.5), 5)]).toEqual(Array(15).fill(2.5));
  });
});
