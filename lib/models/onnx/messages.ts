import { bytesField, fieldsOf, numberField, packedNumbers } from '../../protobuf';

/** Numbers of fields in onnx.proto. */
export const MODEL = { graph: 7 };
export const GRAPH = { node: 1, initializer: 5 };
const NODE = { input: 1, output: 2, operator: 4, attribute: 5, domain: 7 };
const ATTRIBUTE = { name: 1, float: 2, integer: 3, integers: 8, type: 20 };
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9, externalData: 13, dataLocation: 14 };
const ENTRY = { key: 1, value: 2 };
const EXTERNAL = 1;
const INTEGER_ATTRIBUTE = 2;

/** ONNX's numbers of the element types of weights. */
export const ELEMENT = { F32: 1, I8: 3, F16: 10, BF16: 16 } as const;
export type ElementType = keyof typeof ELEMENT;

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

export interface TensorMessage {
  name: string;
  shape: number[];
  /** ONNX's number of the element type. */
  type: number;
  /** Its values where the graph carries them; empty otherwise. */
  raw: Buffer;
  /** Where they lie otherwise; a graph without weights says nothing about the offset. */
  external?: { location: string; offset: number; length: number };
}

export interface NodeMessage {
  operator: string;
  domain: string;
  inputs: string[];
  outputs: string[];
  attributes: Record<string, number | number[]>;
}

/** The graph in an ONNX file. @throws RangeError */
export function graphOf(model: Buffer): Buffer {
  for (const { number, bytes } of fieldsOf(model)) if (number === MODEL.graph) return bytes;
  throw new RangeError('no graph in this ONNX file');
}

/** The ONNX file with another graph. */
export function withGraph(model: Buffer, graph: Buffer[]): Buffer {
  const field = bytesField(MODEL.graph, Buffer.concat(graph));
  return Buffer.concat([...fieldsOf(model)].map(({ number, encoded }) => (number === MODEL.graph ? field : encoded)));
}

export function readTensor(message: Buffer): TensorMessage {
  const tensor: TensorMessage = { name: '', shape: [], type: 0, raw: Buffer.alloc(0) };
  const facts: Record<string, string> = {};
  let external = false;
  for (const { number, value, bytes } of fieldsOf(message)) {
    if (number === TENSOR.dims) tensor.shape.push(...(bytes.length ? packedNumbers(bytes) : [value]));
    if (number === TENSOR.dataType) tensor.type = value;
    if (number === TENSOR.name) tensor.name = bytes.toString();
    if (number === TENSOR.rawData) tensor.raw = bytes;
    if (number === TENSOR.dataLocation) external = value === EXTERNAL;
    if (number === TENSOR.externalData) {
      const entry = [...fieldsOf(bytes)].map((field) => field.bytes.toString());
      facts[entry[0]!] = entry[1]!;
    }
  }
  const { location = '', offset = '0', length = '0' } = facts;
  return external ? { ...tensor, external: { location, offset: Number(offset), length: Number(length) } } : tensor;
}

export function readNode(message: Buffer): NodeMessage {
  const node: NodeMessage = { operator: '', domain: '', inputs: [], outputs: [], attributes: {} };
  for (const { number, bytes } of fieldsOf(message)) {
    if (number === NODE.input) node.inputs.push(bytes.toString());
    if (number === NODE.output) node.outputs.push(bytes.toString());
    if (number === NODE.operator) node.operator = bytes.toString();
    if (number === NODE.domain) node.domain = bytes.toString();
    if (number === NODE.attribute) Object.assign(node.attributes, readAttribute(bytes));
  }
  return node;
}

function readAttribute(message: Buffer): Record<string, number | number[]> {
  let name = '';
  let content: number | number[] = [];
  for (const { number, value, bytes } of fieldsOf(message)) {
    if (number === ATTRIBUTE.name) name = bytes.toString();
    if (number === ATTRIBUTE.float) content = bytes.readFloatLE();
    if (number === ATTRIBUTE.integer) content = value;
    if (number === ATTRIBUTE.integers) content = [content, bytes.length ? packedNumbers(bytes) : value].flat();
  }
  return { [name]: content };
}

/** A weight that lies elsewhere, as a field of the graph. */
export function weightField(name: string, { shape, type, location, offset, length }: Place): Buffer {
  const facts = Object.entries({ location, offset, length }).map(([key, value]) =>
    bytesField(
      TENSOR.externalData,
      Buffer.concat([bytesField(ENTRY.key, key), bytesField(ENTRY.value, String(value))]),
    ),
  );
  const tensor = Buffer.concat([
    ...shape.map((side) => numberField(TENSOR.dims, side)),
    numberField(TENSOR.dataType, ELEMENT[type]),
    bytesField(TENSOR.name, name),
    ...facts,
    numberField(TENSOR.dataLocation, EXTERNAL),
  ]);
  return bytesField(GRAPH.initializer, tensor);
}

/** A node of ONNX's own operators, as a field of the graph. */
export function nodeField(
  operator: string,
  inputs: string[],
  outputs: string[],
  integers: Record<string, number> = {},
): Buffer {
  const attributes = Object.entries(integers).map(([name, value]) =>
    bytesField(
      NODE.attribute,
      Buffer.concat([
        bytesField(ATTRIBUTE.name, name),
        numberField(ATTRIBUTE.integer, value),
        numberField(ATTRIBUTE.type, INTEGER_ATTRIBUTE),
      ]),
    ),
  );
  const node = Buffer.concat([
    ...inputs.map((input) => bytesField(NODE.input, input)),
    ...outputs.map((output) => bytesField(NODE.output, output)),
    bytesField(NODE.operator, operator),
    ...attributes,
  ]);
  return bytesField(GRAPH.node, node);
}
