import { dot } from '../../vector';

/** Log-odds of the first text against the others together, of a unit embedding; against nothing its logit. */
export function oddsOf(embedding: Float32Array, [prompt, ...others]: Float32Array[]): number {
  const logit = dot(embedding, prompt!);
  if (others.length === 0) return logit;
  const logits = others.map((other) => dot(embedding, other));
  const most = Math.max(...logits);
  return logit - most - Math.log(logits.reduce((sum, other) => sum + Math.exp(other - most), 0));
}
