import { fieldsOf } from '../../protobuf';
import { ELEMENT, GRAPH, graphOf, nodeField, readTensor, weightField, withGraph, type Place } from '../onnx/messages';

/** A weight a graph needs. */
export interface Slot {
  name: string;
  /** 0 where the checkpoint decides. */
  shape: number[];
}

/** @returns the weights that an ONNX file without weights asks for */
export function slotsOf(model: Buffer): Slot[] {
  return [...fieldsOf(graphOf(model))].flatMap(({ number, bytes }) =>
    number === GRAPH.initializer ? (slotOf(bytes) ?? []) : [],
  );
}

/**
 * The ONNX file with its weights found elsewhere. Half-precision weights are widened by a Cast that the runtime folds
 * when it loads the graph.
 */
export function fill(model: Buffer, placeOf: (slot: Slot) => Place): Buffer {
  const casts: Buffer[] = [];
  const others: Buffer[] = [];
  for (const { number, bytes, encoded } of fieldsOf(graphOf(model))) {
    const slot = number === GRAPH.initializer ? slotOf(bytes) : undefined;
    if (!slot) {
      others.push(encoded);
      continue;
    }
    const place = placeOf(slot);
    const name = place.type === 'F32' ? slot.name : `${slot.name}:${place.type}`;
    if (name !== slot.name) casts.push(nodeField('Cast', [name], [slot.name], { to: ELEMENT.F32 }));
    others.push(weightField(name, place));
  }
  return withGraph(model, [...casts, ...others]);
}

/** Undefined for a constant, which carries its values. */
function slotOf(message: Buffer): Slot | undefined {
  const { name, shape, external } = readTensor(message);
  return external && { name, shape };
}
