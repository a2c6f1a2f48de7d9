export * from './engine';
export * from './jobs';
export * from './pool';
export * from './settings';
export { endEngines } from './process';
