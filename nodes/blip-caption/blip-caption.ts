import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { CaptionInput, CaptionOutput, Generation } from '../../lib/inference';
import type { Inspection } from '../../lib/inspection/record';
import { checkCaption } from '../../lib/text/quality';
import { handleInput } from '../shared/handle-input';
import { numberOption } from '../shared/options';
import { pictureOf, type PictureProperty } from '../shared/picture';
import { followLane, runtimeOf } from '../shared/runtime';
import { bookPicture, bookStage } from '../shared/stages';
import { Status } from '../shared/status';
import { tryUntilGood } from './attempts';

interface BlipCaptionConfig extends NodeDef, PictureProperty {
  runtime: string;
  prompt: string;
  numBeams: string;
  maxNewTokens: string;
  minWords: string;
  temperature: string;
  seed: string;
  repetitionPenalty: string;
  noRepeatNgramSize: string;
  lengthPenalty: string;
  attempts: string;
  hedges: string;
}

export = function (RED: NodeAPI): void {
  function BlipCaption(this: Node, config: BlipCaptionConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const { engine, models } = runtimeOf(RED, this, config.runtime);
    followLane(this, status, engine, 'caption', models.blip);

    handleInput(RED, this, status, async (msg, signal) => {
      const { picture, inspection } = await pictureOf(RED, this, msg, config);
      const prompt = (config.prompt ?? '').replaceAll('{label}', inspection.judgement?.label.en ?? '').trim();
      const rules = {
        minWords: numberOption('minWords', config.minWords, 5),
        hedges: (config.hedges ?? '').split(',').map((word) => word.trim()).filter(Boolean),
      };
      const run = async (generation: Generation): Promise<CaptionOutput> => {
        const input: CaptionInput = { picture, model: models.blip, prompt: prompt || undefined, generation };
        const { output, timings } = await engine.run('caption', input, { signal, frameId: inspection.id });
        bookStage(inspection, 'caption', { timings, model: output.model });
        bookPicture(inspection, output.picture);
        return output;
      };
      const generation = generationOf(config);
      const attempts = numberOption('attempts', config.attempts, 3);
      const best = await tryUntilGood(generation, attempts, run, (text) => checkCaption(text, rules));

      inspection.caption = { ...best.caption, ...(prompt && { prompt }), beams: generation.numBeams };
      bookQuality(inspection, best.checks);
      status.done(best.caption.text, inspection.timings?.caption);
      return msg;
    });
  }
  RED.nodes.registerType('blip-caption', BlipCaption);
};

function bookQuality(inspection: Inspection, checks: { rule: string; passed: boolean; detail?: string }[]): void {
  const all = [...(inspection.quality?.checks ?? []), ...checks];
  inspection.quality = { checks: all, review: all.some((check) => !check.passed) };
}

function generationOf(config: BlipCaptionConfig): Generation {
  return {
    numBeams: numberOption('numBeams', config.numBeams, 3),
    maxNewTokens: numberOption('maxNewTokens', config.maxNewTokens, 50),
    temperature: numberOption('temperature', config.temperature, 0),
    seed: numberOption('seed', config.seed, 1),
    repetitionPenalty: numberOption('repetitionPenalty', config.repetitionPenalty, 1),
    noRepeatNgramSize: numberOption('noRepeatNgramSize', config.noRepeatNgramSize, 0),
    lengthPenalty: numberOption('lengthPenalty', config.lengthPenalty, 1),
  };
}
