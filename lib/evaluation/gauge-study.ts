import { fTail } from './f-distribution';

/** One reading of a measuring system study. */
export interface Reading {
  part: string;
  /** Who or what measured: an operator, a camera, a fixture. */
  operator: string;
  value: number;
}

export interface GaugeStudy {
  parts: number;
  operators: number;
  trials: number;
  /** Readings left out so that every part was measured as often by every operator. */
  leftOut: number;
  /** Standard deviations, in the unit of the readings. */
  repeatability: number;
  /** Between operators, with what depends on the part; 0 with one operator. */
  reproducibility: number;
  gaugeRr: number;
  partVariation: number;
  totalVariation: number;
  /** Of the total variation, percent; undefined with one part. */
  percentGrr?: number;
  /** Six standard deviations of the gauge as a share of the tolerance's width, percent. */
  percentTolerance?: number;
  /** Number of distinct categories. */
  ndc?: number;
  /** Probability that the interaction of operator and part is chance; undefined with one operator. */
  interaction?: number;
  /** After AIAG: below 10 % good, up to 30 % it depends on the use, above not acceptable. */
  verdict: 'acceptable' | 'conditional' | 'unacceptable';
}

/** Above this the interaction of operator and part counts as repeatability. */
const POOLED = 0.25;

/**
 * Gauge repeatability and reproducibility by analysis of variance.
 *
 * Source: AIAG, Measurement Systems Analysis, 4th edition, chapter III, section B (crossed study, ANOVA method).
 *
 * @param tolerance width of the tolerance in the unit of the readings
 * @returns undefined when a part was not measured twice by every operator
 */
export function gaugeStudy(readings: readonly Reading[], tolerance?: number): GaugeStudy | undefined {
  const parts = [...new Set(readings.map(({ part }) => part))];
  const operators = [...new Set(readings.map(({ operator }) => operator))];
  const all = parts.map((part) =>
    operators.map((operator) =>
      readings.filter((each) => each.part === part && each.operator === operator).map(({ value }) => value),
    ),
  );
  const trials = Math.min(...all.flat().map((cell) => cell.length));
  if (!(trials >= 2) || !Number.isFinite(trials)) return undefined;
  const cells = all.map((row) => row.map((cell) => cell.slice(0, trials)));
  const { within, between, byOperator, byPart, interaction } = variances(cells);
  const reproducibility = Math.sqrt(byOperator + between);
  const repeatability = Math.sqrt(within);
  const gaugeRr = Math.hypot(repeatability, reproducibility);
  const partVariation = Math.sqrt(byPart);
  const totalVariation = Math.hypot(gaugeRr, partVariation);
  const several = parts.length > 1 && totalVariation > 0;
  const percentGrr = several ? (100 * gaugeRr) / totalVariation : undefined;
  const percentTolerance = tolerance ? (600 * gaugeRr) / tolerance : undefined;
  return {
    ...{ parts: parts.length, operators: operators.length, trials },
    leftOut: readings.length - cells.flat(2).length,
    ...{ repeatability, reproducibility, gaugeRr, partVariation, totalVariation, percentGrr, percentTolerance },
    ndc: several && gaugeRr > 0 ? Math.floor((Math.SQRT2 * partVariation) / gaugeRr) : undefined,
    interaction,
    verdict: verdictOf(percentTolerance ?? percentGrr ?? 0),
  };
}

function verdictOf(percent: number): GaugeStudy['verdict'] {
  if (percent < 10) return 'acceptable';
  return percent <= 30 ? 'conditional' : 'unacceptable';
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Components of variance, never below 0, of `cells[part][operator][trial]`. */
function variances(cells: readonly number[][][]) {
  const [p, o, r] = [cells.length, cells[0]!.length, cells[0]![0]!.length];
  const grand = meanOf(cells.flat(2));
  const squares = (means: number[]) => means.reduce((sum, mean) => sum + (mean - grand) ** 2, 0);
  const partSquares = o * r * squares(cells.map((row) => meanOf(row.flat())));
  const operatorSquares = p * r * squares(cells[0]!.map((_, at) => meanOf(cells.flatMap((row) => row[at]!))));
  const cellSquares = r * squares(cells.flat().map(meanOf));
  const error = cells.flat().reduce((sum, cell) => sum + squaresAbout(cell, meanOf(cell)), 0);
  const errorFreedom = p * o * (r - 1);
  const crossed = Math.max(0, cellSquares - partSquares - operatorSquares);
  const crossedFreedom = (p - 1) * (o - 1);
  const partMean = p > 1 ? partSquares / (p - 1) : 0;
  if (crossedFreedom === 0) {
    // One operator, or one part: nothing can depend on both.
    const within = error / errorFreedom;
    const byOperator = o > 1 ? Math.max(0, (operatorSquares / (o - 1) - within) / (p * r)) : 0;
    const byPart = p > 1 ? Math.max(0, (partMean - within) / (o * r)) : 0;
    return { within, between: 0, byOperator, byPart, interaction: undefined };
  }
  const [crossedMean, errorMean] = [crossed / crossedFreedom, error / errorFreedom];
  const interaction = fTail(crossedMean / errorMean, crossedFreedom, errorFreedom);
  const pooled = interaction > POOLED;
  const within = pooled ? (crossed + error) / (crossedFreedom + errorFreedom) : errorMean;
  const base = pooled ? within : crossedMean;
  return {
    within,
    between: pooled ? 0 : Math.max(0, (crossedMean - errorMean) / r),
    byOperator: Math.max(0, (operatorSquares / (o - 1) - base) / (p * r)),
    byPart: Math.max(0, (partMean - base) / (o * r)),
    interaction,
  };
}

const squaresAbout = (values: readonly number[], mean: number) =>
  values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
