import type { Tally } from './round';

/** What all rounds of a disturbance came to. */
export interface Total extends Omit<Tally, 'wrong'> {
  rounds: number;
  failures: { round: number; wrong: string[] }[];
}

export const newTotal = (): Total => ({
  rounds: 0,
  frames: 0,
  reports: 0,
  repeated: 0,
  late: { sent: 0, recognised: 0 },
  resultsAgain: 0,
  lostByBroker: 0,
  failures: [],
});

export function sum(total: Total, round: number, { wrong, late, ...tally }: Tally): Total {
  return {
    rounds: round + 1,
    frames: total.frames + tally.frames,
    reports: total.reports + tally.reports,
    repeated: total.repeated + tally.repeated,
    late: { sent: total.late.sent + late.sent, recognised: total.late.recognised + late.recognised },
    resultsAgain: total.resultsAgain + tally.resultsAgain,
    lostByBroker: total.lostByBroker + tally.lostByBroker,
    failures: wrong.length > 0 ? [...total.failures, { round, wrong }] : total.failures,
  };
}

/** As a row of the table in RELIABILITY.md. */
export const rowOf = (name: string, total: Total): string => {
  const { rounds, frames, reports, repeated, late, resultsAgain, lostByBroker, failures } = total;
  const cells = [
    name,
    rounds,
    frames,
    reports,
    repeated,
    `${late.recognised} of ${late.sent}`,
    resultsAgain,
    lostByBroker,
  ];
  return `| ${[...cells, failures.length].join(' | ')} |`;
};
