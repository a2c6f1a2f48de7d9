import type { NodeAPI } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import { languageIn } from './language';

export interface JsonResponse {
  json(value: unknown): unknown;
  status(code: number): { json(value: unknown): unknown };
}

/** Sends what `work` makes as JSON, or why it failed with what to do about it, in the reader's language. */
export async function answer(RED: NodeAPI, response: JsonResponse, work: () => unknown): Promise<void> {
  try {
    response.json(await work());
  } catch (thrown) {
    const { code, message, advice } = InspectionError.from(thrown).in(languageIn(RED));
    response.status(400).json({ code, message, advice });
  }
}
