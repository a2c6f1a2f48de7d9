import { parentPort, workerData } from 'node:worker_threads';
import { build, type Building } from './build';

build(workerData as Building);
parentPort!.postMessage('built');
