/** The node with short times, wired to helper `out`. */
export const mqttImage = (port: number, options: object = {}) => ({
  id: 'camera',
  type: 'mqtt-image',
  host: '127.0.0.1',
  port: String(port),
  version: '5',
  topic: 'factory/+/+/image',
  topicPattern: 'factory/+line/+station/image',
  sessionHours: '24',
  wires: [['out']],
  ...options,
});
