import { bytesField, fieldsOf, numberField, packedNumbers } from '../../protobuf';

/** Numbers of fields in onnx.proto. */
const MODEL = { graph: 7 };
const GRAPH = { node: 1, initializer: 5 };
const NODE = { input: 1, output: 2, operator: 4, attribute: 5 };
const ATTRIBUTE = { name: 1, integer: 3, type: 20 };
const TENSOR = { dims: 1, dataType: 2, name: 8, externalData: 13, dataLocation: 14 };
const ENTRY = { key: 1, value: 2 };
const EXTERNAL = 1;
const INTEGER_ATTRIBUTE = 2;

/** ONNX's numbers of the element types a checkpoint may hold. */
export const ELEMENT = { F32: 1, F16: 10, BF16: 16 } as const;
export type ElementType = keyof typeof ELEMENT;

/** A weight a graph needs. */
export interface Slot {
  name: string;
  /** 0 where the checkpoint decides. */
  shape: number[];
}

/** Where a weight lies. */
export interface Place {
  shape: number[];
  type: ElementType;
  /** Relative to the graph's folder. */
  location: string;
  /** Bytes from the start of that file. */
  offset: number;
  length: number;
}

/** @returns the weights that an ONNX file without weights asks for */
export function slotsOf(model: Buffer): Slot[] {
  return initializersOf(graphOf(model)).flatMap((tensor) => slotOf(tensor) ?? []);
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
    if (name !== slot.name) casts.push(bytesField(GRAPH.node, cast(name, slot.name)));
    others.push(bytesField(GRAPH.initializer, initializer(name, place)));
  }
  const graph = bytesField(MODEL.graph, Buffer.concat([...casts, ...others]));
  return Buffer.concat([...fieldsOf(model)].map(({ number, encoded }) => (number === MODEL.graph ? graph : encoded)));
}

function graphOf(model: Buffer): Buffer {
  for (const { number, bytes } of fieldsOf(model)) if (number === MODEL.graph) return bytes;
  throw new RangeError('no graph in this ONNX file');
}

function initializersOf(graph: Buffer): Buffer[] {
  return [...fieldsOf(graph)].flatMap(({ number, bytes }) => (number === GRAPH.initializer ? [bytes] : []));
}

/** Undefined for a constant, which carries its values. */
function slotOf(tensor: Buffer): Slot | undefined {
  const slot: Slot = { name: '', shape: [] };
  let external = false;
  for (const { number, value, bytes } of fieldsOf(tensor)) {
    if (number === TENSOR.dims) slot.shape.push(...(bytes.length ? packedNumbers(bytes) : [value]));
    if (number === TENSOR.name) slot.name = bytes.toString();
    if (number === TENSOR.dataLocation) external = value === EXTERNAL;
  }
  return external ? slot : undefined;
}

function initializer(name: string, { shape, type, location, offset, length }: Place): Buffer {
  const facts = Object.entries({ location, offset, length }).map(([key, value]) =>
    bytesField(
      TENSOR.externalData,
      Buffer.concat([bytesField(ENTRY.key, key), bytesField(ENTRY.value, String(value))]),
    ),
  );
  return Buffer.concat([
    ...shape.map((side) => numberField(TENSOR.dims, side)),
    numberField(TENSOR.dataType, ELEMENT[type]),
    bytesField(TENSOR.name, name),
    ...facts,
    numberField(TENSOR.dataLocation, EXTERNAL),
  ]);
}

function cast(from: string, to: string): Buffer {
  const single = Buffer.concat([
    bytesField(ATTRIBUTE.name, 'to'),
    numberField(ATTRIBUTE.integer, ELEMENT.F32),
    numberField(ATTRIBUTE.type, INTEGER_ATTRIBUTE),
  ]);
  return Buffer.concat([
    bytesField(NODE.input, from),
    bytesField(NODE.output, to),
    bytesField(NODE.operator, 'Cast'),
    bytesField(NODE.attribute, single),
  ]);
}
