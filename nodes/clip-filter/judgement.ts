import type { Label } from '../../lib/inspection/labels';
import type { ReferenceRule } from '../../lib/inspection/reference-use';
import { LIMITS } from '../../lib/inspection/unlike';
import type { RecipeJudgement } from '../../lib/recipe/recipe';
import { boxOption, CLAHE, numberOption } from '../shared/options';

/** What the form's part that a recipe can stand for says. */
export interface JudgementForm {
  labels: Label[];
  templates: string;
  threshold: string;
  margin: string;
  unknownBelow: string;
  /** Nodes of earlier versions do not have it. */
  unknownMargin?: string;
  clahe: boolean;
  centreCrop: string;
  roi: string;
  columns: string;
  rows: string;
  overlap: string;
  /** Tiles at full resolution besides, with `overlap`. Nodes of earlier versions have none of these. */
  fine?: boolean;
  /** ms */
  fineBudget?: string;
  fineLimit?: string;
  /** A file of `gyeol learn`; empty: no comparison with good parts. Nodes of earlier versions have none of these. */
  reference?: string;
  referenceRule?: ReferenceRule;
  referenceLimit?: string;
  referenceBeyond?: string;
}

/** @throws InspectionError ERR_OPTIONS for a number or box that cannot be read */
export function judgementOf(form: JudgementForm): RecipeJudgement {
  const columns = numberOption('columns', form.columns, 1);
  const rows = numberOption('rows', form.rows, 1);
  const unknownMargin = numberOption('unknownMargin', form.unknownMargin, 0);
  return {
    labels: form.labels,
    templates: form.templates.split('\n'),
    decision: {
      threshold: numberOption('threshold', form.threshold, 0.6),
      margin: numberOption('margin', form.margin, 0.1),
      unknownBelow: numberOption('unknownBelow', form.unknownBelow, 0),
      ...(unknownMargin > 0 && { unknownMargin }),
    },
    regions: {
      roi: boxOption('roi', form.roi),
      centreCrop: numberOption('centreCrop', form.centreCrop, 1),
      tiles: columns * rows > 1 ? { columns, rows, overlap: numberOption('overlap', form.overlap, 0.2) } : undefined,
      clahe: form.clahe ? CLAHE : undefined,
    },
    ...(form.fine && { fine: fineOf(form) }),
    ...(form.reference?.trim() && { reference: referenceOf(form, form.reference.trim()) }),
  };
}

/** Milliseconds a frame may take with tiles at full resolution, unless the form says otherwise. */
const FINE_BUDGET = 3000;

function fineOf({ overlap, fineBudget, fineLimit }: JudgementForm): RecipeJudgement['fine'] {
  const limit = fineLimit ? { limit: numberOption('fineLimit', fineLimit, 0) } : {};
  return {
    overlap: Math.min(0.8, numberOption('overlap', overlap, 0.2)),
    budgetMs: numberOption('fineBudget', fineBudget, FINE_BUDGET),
    ...limit,
  };
}

function referenceOf(form: JudgementForm, file: string): RecipeJudgement['reference'] {
  const rule = form.referenceRule || 'sum';
  const limit = numberOption('referenceLimit', form.referenceLimit, LIMITS[rule]);
  const beyond = form.referenceBeyond?.trim() ? numberOption('referenceBeyond', form.referenceBeyond, 0) : undefined;
  return { file, rule, limit, ...(beyond !== undefined && { beyond }) };
}
