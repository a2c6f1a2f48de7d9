import preset from '../../lib/text/presets/general.json';
import type { Label } from '../../lib/inspection/labels';
import type { RecipeContent } from '../../lib/recipe/recipe';

/** A recipe of the general labels; what it is not told to be, it is as the form of clip-filter begins. */
export const recipe = (id: string, options: Partial<RecipeContent> = {}): RecipeContent => ({
  id,
  name: id,
  products: [],
  judge: {
    labels: preset.labels as Label[],
    templates: ['{}', '{} 사진'],
    decision: { threshold: 0, margin: 0, unknownBelow: 0 },
    regions: {},
  },
  ...options,
});
