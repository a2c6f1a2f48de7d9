import { InspectionError } from './errors';

/** No sender nests deeper; Node-RED copies messages recursively and would end with the whole process. */
const DEEPEST = 100;

/** Whether an object holds objects in objects below {@link DEEPEST}; found level by level, so that it cannot overflow itself. */
export function isNestedTooDeep(value: unknown): boolean {
  const seen = new Set<unknown>();
  let level = [value];
  for (let depth = 0; depth <= DEEPEST; depth++) {
    const below: unknown[] = [];
    for (const each of level) {
      if (!each || typeof each !== 'object' || ArrayBuffer.isView(each) || seen.has(each)) continue;
      seen.add(each);
      for (const inner of Object.values(each)) if (inner && typeof inner === 'object') below.push(inner);
    }
    if (below.length === 0) return false;
    level = below;
  }
  return true;
}

/** @throws InspectionError ERR_MESSAGE_DEPTH when the value is nested too deep */
export function checkNesting(value: unknown, property: string): void {
  if (isNestedTooDeep(value)) throw new InspectionError('ERR_MESSAGE_DEPTH', { property, limit: DEEPEST });
}
