export interface FlowNode {
  id: string;
  type: string;
  z?: string;
  wires?: string[][];
}

/** Id that {@link lineOverHttp} gives the config node. */
export const RUNTIME = 'runtime';

/**
 * The example line with POST /inspect in the place of its MQTT topics and the queue, which lets go of http requests. Every picture, whatever the judgement, takes the
 * whole way: measured, described, translated, reported.
 */
export function lineOverHttp(example: FlowNode[]): FlowNode[] {
  const ofType = (type: string) => example.find((node) => node.type === type)!;
  const [camera, judge, measure, report] = ['mqtt-image', 'clip-filter', 'contour-measure', 'report'].map(ofType) as [
    FlowNode,
    FlowNode,
    FlowNode,
    FlowNode,
  ];
  const whole: Record<string, string> = { 'clip-filter': measure.id, switch: ofType('blip-caption').id };
  const runtime = ofType('inspection-runtime').id;

  const line = example
    .filter(({ type }) => !type.startsWith('mqtt') && type !== 'inspection-queue')
    .map((node) => (whole[node.type] ? { ...node, wires: node.wires!.map(() => [whole[node.type]!]) } : node))
    .map((node) => (node === report ? { ...node, wires: [['answer'], ...node.wires!.slice(1)] } : node));
  const http = [
    { id: camera.id, type: 'http in', z: camera.z, url: '/inspect', method: 'post', wires: [[judge.id]] },
    { id: 'answer', type: 'http response', z: camera.z, wires: [] },
  ];
  return JSON.parse(JSON.stringify([...line, ...http]).replaceAll(runtime, RUNTIME)) as FlowNode[];
}
