import type { Clahe, RelativeBox } from '../../lib/inference';
import { InspectionError } from '../../lib/inspection/errors';

/** What the forms' one checkbox for contrast equalisation stands for. */
export const CLAHE: Clahe = { clipLimit: 3, grid: 8 };

/** A number typed into a form; empty text gives `otherwise`. */
export function numberOption(option: string, text: string | number | undefined, otherwise: number): number {
  if (text === undefined || text === '') return otherwise;
  const number = Number(text);
  if (!Number.isFinite(number)) throw new InspectionError('ERR_OPTIONS', { option, reason: String(text) });
  return number;
}

/** A text typed into a form that must not be left empty. @throws InspectionError ERR_OPTIONS */
export function required(option: string, value: string | undefined): string {
  const text = value?.trim();
  if (!text) throw new InspectionError('ERR_OPTIONS', { option, reason: '–' });
  return text;
}

/** `x, y, width, height` in fractions of the picture; nothing for empty text. */
export function boxOption(option: string, text: string | undefined): RelativeBox | undefined {
  if (!text?.trim()) return undefined;
  const box = text.split(',').map(Number);
  const [x = 0, y = 0, width = 0, height = 0] = box;
  const inside = box.every((side) => side >= 0 && side <= 1) && x + width <= 1.0001 && y + height <= 1.0001;
  if (box.length !== 4 || !inside || width === 0 || height === 0) {
    throw new InspectionError('ERR_OPTIONS', { option, reason: text });
  }
  return [x, y, width, height];
}
