import type { Quantity } from '../inspection/record';

/**
 * A value with its uncertainty, rounded to the uncertainty's two leading digits (GUM 7.2.6), at most three
 * decimals: `3.20 ± 0.05`.
 */
export function withUncertainty(value: number, uncertainty?: number): string {
  if (!uncertainty || uncertainty <= 0) return value.toFixed(2);
  const decimals = Math.min(3, Math.max(0, 1 - Math.floor(Math.log10(uncertainty))));
  return `${value.toFixed(decimals)} ± ${uncertainty.toFixed(decimals)}`;
}

/**
 * A measured quantity in mm, when calibrated, with its expanded uncertainty (the standard one in records of earlier
 * versions), and in pixels; `square` for areas.
 */
export function quantityTexts({ px, mm, uncertainty_mm, expanded_mm }: Quantity, square = false): string[] {
  const power = square ? '²' : '';
  const pixels = `${px.toFixed(square ? 0 : 1)} px${power}`;
  return mm === undefined ? [pixels] : [`${withUncertainty(mm, expanded_mm ?? uncertainty_mm)} mm${power}`, pixels];
}

export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}

/** `2026-11-23 09:15:02` of an ISO 8601 time, in the zone it was written in; other texts as they are. */
export function localTime(time: string | undefined): string {
  const [, day, clock] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(time ?? '') ?? [];
  return day ? `${day} ${clock}` : (time ?? '');
}
