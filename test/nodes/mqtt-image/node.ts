/** The node on config node `broker`, wired to helper `out`. */
export const mqttImage = (options: object = {}) => ({
  id: 'camera',
  type: 'mqtt-image',
  broker: 'broker',
  topic: 'factory/+/+/image',
  topicPattern: 'factory/+line/+station/image',
  sessionHours: '24',
  wires: [['out']],
  ...options,
});
