import preset from '../../lib/text/presets/general.json';
import { tinyModel } from './tiny-models';

/** Config node `runtime` with models of random weights: fast, and wrong in every judgement. */
export const TINY_RUNTIME = {
  id: 'runtime',
  type: 'inspection-runtime',
  name: 'tiny',
  clip: tinyModel('clip'),
  blip: tinyModel('blip'),
  marian: tinyModel('marian'),
};

/** Config node `broker` on this machine. */
export const broker = (port: number, options: object = {}) => ({
  id: 'broker',
  type: 'inspection-broker',
  host: '127.0.0.1',
  port: String(port),
  version: '5',
  ...options,
});

const PICTURE = { property: 'payload', propertyType: 'msg', runtime: 'runtime' };

export const clipFilter = (options: object = {}) => ({
  id: 'clip',
  type: 'clip-filter',
  ...PICTURE,
  labels: preset.labels,
  templates: '{}\na photo of a {}\n{} 사진',
  threshold: '0',
  margin: '0',
  wires: [['ng'], ['ok'], ['review']],
  ...options,
});

export const contourMeasure = (options: object = {}) => ({
  id: 'measure',
  type: 'contour-measure',
  ...PICTURE,
  method: 'adaptive',
  polarity: 'both',
  minArea: '20',
  overlay: '400',
  wires: [['measured']],
  ...options,
});

export const blipCaption = (options: object = {}) => ({
  id: 'caption',
  type: 'blip-caption',
  ...PICTURE,
  prompt: '',
  numBeams: '2',
  maxNewTokens: '8',
  minWords: '1',
  attempts: '2',
  wires: [['captioned']],
  ...options,
});

export const helperNode = (id: string) => ({ id, type: 'helper' });
