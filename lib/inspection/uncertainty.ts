/** Coverage factor of expanded uncertainties: about 95 % of a normal distribution (GUM, JCGM 100:2008, 6.3.3). */
export const COVERAGE = 2;
