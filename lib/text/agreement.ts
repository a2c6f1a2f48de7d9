import type { Inspection, QualityCheck } from '../inspection/record';
import { findTerms } from './glossary/find';
import type { Glossary } from './glossary/glossary';

const DENIAL = /\b(?:without (?:any )?defects?|no defects?|free of defects?|defect-free|flawless)\b/i;

/**
 * `caption-agrees`: the caption of a frame judged ng neither denies a defect nor names only other defects. Two models
 * that contradict each other are a case for a person. Undefined without a caption or for other decisions.
 */
export function captionAgrees({ judgement, caption }: Inspection, glossary: Glossary): QualityCheck | undefined {
  if (!caption || judgement?.decision !== 'ng') return undefined;
  const judged = glossary.termOf(judgement.label);
  const denial = DENIAL.exec(caption.text)?.[0];
  const named = findTerms(caption.text, glossary, 'en').map(({ term }) => term);
  const others = judged && !named.includes(judged) ? named.map(({ en }) => en) : [];
  const detail = denial ?? [...new Set(others)].join(', ');
  return { rule: 'caption-agrees', passed: !detail, ...(detail && { detail }) };
}
