import { fieldsOf } from '../../protobuf';
import {
  ELEMENT,
  GRAPH,
  graphOf,
  nodeField,
  readNode,
  readTensor,
  weightField,
  withGraph,
  type NodeMessage,
  type Place,
  type TensorMessage,
} from '../onnx/messages';

/** A matrix product `x W` or `x Wᵀ` of a graph, whose factor W is a weight. */
export interface Product {
  weight: TensorMessage;
  /** It is multiplied with Wᵀ. */
  turned: boolean;
}

/** Where the integers and the scales of a product lie. */
export interface IntegerPlaces {
  integers: Place;
  scales: Place;
}

/**
 * The ONNX file with its matrix products in integers, as onnxruntime.quantization.quantize_dynamic writes them: the
 * range of x is taken anew at each run. The runtime fuses each into one node of its own. Products of two results, as
 * in attention, tables, convolutions and normalisations stay in single precision.
 *
 * @param placesOf undefined: this product stays as it is
 */
export function integerGraph(model: Buffer, placesOf: (product: Product) => IntegerPlaces | undefined): Buffer {
  const fields = [...fieldsOf(graphOf(model))].map((field) => ({
    ...field,
    node: field.number === GRAPH.node ? readNode(field.bytes) : undefined,
    tensor: field.number === GRAPH.initializer ? readTensor(field.bytes) : undefined,
  }));
  const weights = weightsOf(fields.flatMap(({ node, tensor }) => node ?? tensor ?? []));
  const ranged = new Set<string>();
  const placed = new Set<string>();
  const fresh: Buffer[] = [];

  const inIntegers = (node: NodeMessage): Buffer[] | undefined => {
    const product = productOf(node, weights);
    const places = product && placesOf(product);
    if (!places) return undefined;
    const [x, , bias] = node.inputs as [string, string, string?];
    const [result] = node.outputs as [string];
    const name = `${product.weight.name}:${product.turned ? 'turned:' : ''}int8`;
    if (!placed.has(name)) fresh.push(weightField(name, places.integers), weightField(`${name}:scale`, places.scales));
    placed.add(name);
    const range = [`${x}:int8`, `${x}:scale`, `${x}:zero`] as const;
    const nodes = [
      nodeField('MatMulInteger', [range[0], name, range[2]], [`${result}:sum`]),
      nodeField('Cast', [`${result}:sum`], [`${result}:float`], { to: ELEMENT.F32 }),
      nodeField('Mul', [range[1], `${name}:scale`], [`${result}:scale`]),
      nodeField('Mul', [`${result}:float`, `${result}:scale`], [bias ? `${result}:product` : result]),
      ...(bias ? [nodeField('Add', [`${result}:product`, bias], [result])] : []),
    ];
    if (ranged.has(x)) return nodes;
    ranged.add(x);
    return [nodeField('DynamicQuantizeLinear', [x], [...range]), ...nodes];
  };

  const kept = fields.map((field) => ({ ...field, replaced: field.node && inIntegers(field.node) }));
  const read = kept.flatMap(({ node, replaced }) => {
    if (!node || weights.has(node.outputs[0]!)) return [];
    return replaced ? node.inputs.slice(2) : node.inputs;
  });
  const needed = withOrigins(read, weights);
  const written = kept.flatMap(({ node, tensor, encoded, replaced }) => {
    const name = tensor?.name ?? node?.outputs[0];
    return replaced ?? (name !== undefined && weights.has(name) && !needed.has(name) ? [] : [encoded]);
  });
  return withGraph(model, [...written, ...fresh]);
}

/** Weights by the name a product may know them by: their own, or that of the node that turns or widens them. */
function weightsOf(parts: (NodeMessage | TensorMessage)[]): Map<string, Product & { from?: string }> {
  const weights = new Map<string, Product & { from?: string }>();
  for (const part of parts) if ('shape' in part) weights.set(part.name, { weight: part, turned: false });
  for (const part of parts) {
    if ('shape' in part) continue;
    const [from] = part.inputs;
    const known = from === undefined ? undefined : weights.get(from);
    if (!known || part.domain) continue;
    const turns = part.operator === 'Transpose' && String(part.attributes.perm) === '1,0';
    if (turns || (part.operator === 'Cast' && part.attributes.to === ELEMENT.F32))
      weights.set(part.outputs[0]!, { ...known, turned: known.turned !== turns, from });
  }
  return weights;
}

function productOf(
  { operator, domain, inputs, attributes }: NodeMessage,
  weights: Map<string, Product>,
): Product | undefined {
  const factor = weights.get(inputs[1] ?? '');
  if (!factor || domain || weights.has(inputs[0]!) || factor.weight.shape.length !== 2) return undefined;
  if (operator === 'MatMul') return factor;
  const { alpha = 1, beta = 1, transA = 0, transB = 0 } = attributes;
  if (operator !== 'Gemm' || alpha !== 1 || transA !== 0 || (inputs[2] && beta !== 1)) return undefined;
  return { ...factor, turned: factor.turned !== (transB === 1) };
}

/** The names, and those of the weights they are made from. */
function withOrigins(names: string[], weights: Map<string, { from?: string }>): Set<string> {
  const needed = new Set<string>();
  const take = (name?: string) => {
    if (name === undefined || needed.has(name)) return;
    needed.add(name);
    take(weights.get(name)?.from);
  };
  names.forEach(take);
  return needed;
}
