/** The config node and the node with short times, wired to helper `out`. */
export const endpoint = (url: string, options: object = {}) => ({
  id: 'plc',
  type: 'inspection-opcua',
  url,
  securityMode: 'None',
  login: 'anonymous',
  maxMegabytes: '64',
  outageMinutes: '1',
  ...options,
});

export const opcuaImage = (options: object = {}) => ({
  id: 'camera',
  type: 'opcua-image',
  endpoint: 'plc',
  from: 'variable',
  nodeId: 'ns=1;s=Camera1.Image',
  when: 'change',
  queueSize: '1000',
  discard: 'oldest',
  samplingMs: '0',
  publishingMs: '50',
  silentSeconds: '0',
  topic: 'factory/A/weld/image',
  topicPattern: 'factory/+line/+station/image',
  duplicates: 'drop',
  wires: [['out']],
  ...options,
});
