import type { Node, NodeAPI, NodeDef } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import { caption, type CaptionOptions } from '../../lib/stages/caption';
import { look } from '../../lib/stages/look';
import { defaultGlossary } from '../../lib/text/glossary/default';
import { handleInput } from '../shared/handle-input';
import { numberOption } from '../shared/options';
import { pictureOf, type PictureProperty } from '../shared/picture';
import { followLane, runtimeOf } from '../shared/runtime';
import { Status } from '../shared/status';
import { Told } from '../shared/told';

interface BlipCaptionConfig extends NodeDef, PictureProperty {
  runtime: string;
  prompt: string;
  numBeams: string;
  maxNewTokens: string;
  minWords: string;
  temperature: string;
  topP: string;
  seed: string;
  repetitionPenalty: string;
  noRepeatNgramSize: string;
  lengthPenalty: string;
  attempts: string;
  hedges: string;
  bannedWords: string;
  /** Flows of before lack it. */
  heatmap?: string;
}

export = function (RED: NodeAPI): void {
  function BlipCaption(this: Node, config: BlipCaptionConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const told = new Told(RED, this);
    const { engine, models } = runtimeOf(RED, this, config.runtime);
    followLane(RED, this, status, engine, 'caption', models.blip);

    handleInput(RED, this, status, async (msg, signal) => {
      const { picture, inspection } = await pictureOf(RED, this, msg, config);
      const context = { engine, picture, inspection, signal };
      const { text } = await caption(context, { model: models.blip, ...optionsOf(config) });
      const longest = numberOption('heatmap', config.heatmap ?? '', 0);
      if (longest > 0)
        await look(context, { model: models.blip, glossary: defaultGlossary(), longest }).catch((thrown: unknown) => {
          // The caption is worth having without it.
          if (!(thrown instanceof InspectionError && thrown.code === 'ERR_MODEL_ATTENTION')) throw thrown;
          told.warn(thrown);
        });
      status.done(text, inspection.timings?.caption);
      return msg;
    });
  }
  RED.nodes.registerType('blip-caption', BlipCaption);
};

function optionsOf(config: BlipCaptionConfig): Omit<CaptionOptions, 'model'> {
  return {
    prompt: config.prompt ?? '',
    attempts: numberOption('attempts', config.attempts, 3),
    rules: {
      minWords: numberOption('minWords', config.minWords, 5),
      hedges: wordsOf(config.hedges),
    },
    generation: {
      numBeams: numberOption('numBeams', config.numBeams, 3),
      maxNewTokens: numberOption('maxNewTokens', config.maxNewTokens, 50),
      temperature: numberOption('temperature', config.temperature, 0),
      topP: numberOption('topP', config.topP, 1),
      seed: numberOption('seed', config.seed, 1),
      repetitionPenalty: numberOption('repetitionPenalty', config.repetitionPenalty, 1),
      noRepeatNgramSize: numberOption('noRepeatNgramSize', config.noRepeatNgramSize, 0),
      lengthPenalty: numberOption('lengthPenalty', config.lengthPenalty, 1),
      bannedWords: wordsOf(config.bannedWords),
    },
  };
}

const wordsOf = (list = '') =>
  list
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
