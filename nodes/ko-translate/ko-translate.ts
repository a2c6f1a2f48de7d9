import type { Node, NodeAPI, NodeDef } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import { translate, TRANSLATION, type Translation } from '../../lib/stages/translate';
import { bookStage } from '../../lib/stages/book';
import { bookTranslation } from '../../lib/stages/translate-caption';
import { glossaryOf } from '../shared/glossary';
import { handleInput } from '../shared/handle-input';
import { numberOption } from '../shared/options';
import { followLane, runtimeOf } from '../shared/runtime';
import { Status } from '../shared/status';
import { textAt } from '../shared/text';
import { LruCache } from './lru-cache';

interface KoTranslateConfig extends NodeDef {
  runtime: string;
  glossary: string;
  property: string;
  output: string;
  numBeams: string;
  maxNewTokens: string;
  lengthPenalty: string;
  cache: string;
}

const CAPTION = 'inspection.caption.text';
const KOREAN_CAPTION = 'inspection.caption.text_ko';

export = function (RED: NodeAPI): void {
  function KoTranslate(this: Node, config: KoTranslateConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);
    const { engine, models } = runtimeOf(RED, this, config.runtime);
    const remembered = new LruCache<Translation>(numberOption('cache', config.cache, 1000));
    followLane(RED, this, status, engine, 'translate', models.marian);

    handleInput(RED, this, status, async (msg, signal) => {
      const property = config.property || CAPTION;
      const english = textAt(RED, msg, property);
      if (!english) throw new InspectionError('ERR_OPTIONS', { option: 'property', reason: `msg.${property} – text?` });
      const glossary = glossaryOf(RED, config.glossary);
      const { inspection } = msg;
      const key = `${glossary.hash}\n${english}`;
      let translation = remembered.get(key);
      if (!translation) {
        const context = { engine, signal, frameId: inspection?.id };
        translation = await translate(context, english, {
          model: models.marian,
          glossary,
          generation: generation(config),
        });
        remembered.set(key, translation);
        if (inspection) bookStage(inspection, 'translate', translation);
      }
      const korean = inspection ? bookTranslation(inspection, translation, { glossary }) : translation.text;
      if ((config.output || KOREAN_CAPTION) !== KOREAN_CAPTION || !inspection?.caption) {
        RED.util.setMessageProperty(msg, config.output || KOREAN_CAPTION, korean, true);
      }
      status.done(korean);
      return msg;
    });
  }
  RED.nodes.registerType('ko-translate', KoTranslate);
};

function generation(config: KoTranslateConfig): typeof TRANSLATION {
  return {
    numBeams: numberOption('numBeams', config.numBeams, TRANSLATION.numBeams),
    maxNewTokens: numberOption('maxNewTokens', config.maxNewTokens, TRANSLATION.maxNewTokens),
    lengthPenalty: numberOption('lengthPenalty', config.lengthPenalty, 1),
  };
}
