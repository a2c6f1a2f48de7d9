export interface FlowNode {
  id: string;
  type: string;
  z?: string;
  wires?: string[][];
}

/** Id that {@link lineOverHttp} gives the config node. */
export const RUNTIME = 'runtime';

/**
 * The example line with POST /inspect in the place of its MQTT topics. Every picture, whatever the judgement, takes the
 * whole way: measured, described, translated, reported.
 */
export function lineOverHttp(example: FlowNode[]): FlowNode[] {
  const ofType = (type: string) => example.find((node) => node.type === type)!;
  const [camera, measure, report] = ['mqtt in', 'contour-measure', 'report'].map(ofType) as [
    FlowNode,
    FlowNode,
    FlowNode,
  ];
  const whole: Record<string, string> = { 'clip-filter': measure.id, switch: ofType('blip-caption').id };
  const runtime = ofType('inspection-runtime').id;

  const line = example
    .filter(({ type }) => !type.startsWith('mqtt'))
    .map((node) => (whole[node.type] ? { ...node, wires: node.wires!.map(() => [whole[node.type]!]) } : node))
    .map((node) => (node === report ? { ...node, wires: [['answer'], ...node.wires!.slice(1)] } : node));
  const http = [
    { ...camera, type: 'http in', name: '', url: '/inspect', method: 'post' },
    { id: 'answer', type: 'http response', z: camera.z, wires: [] },
  ];
  return JSON.parse(JSON.stringify([...line, ...http]).replaceAll(runtime, RUNTIME)) as FlowNode[];
}
