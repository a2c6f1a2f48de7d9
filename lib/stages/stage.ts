import type { Engine, Picture } from '../inference';
import type { Inspection } from '../inspection/record';

/** What every stage works on: it asks the engine about the picture and writes what it learnt into the record. */
export interface StageContext {
  engine: Engine;
  picture: Picture;
  inspection: Inspection;
  signal?: AbortSignal;
}
