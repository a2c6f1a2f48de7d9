import type { Node, NodeAPI, NodeDef } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import { standardise, word, type Standardised } from '../../lib/stages/standardise';
import { SENTENCES, SLOTS, type DescribeOptions } from '../../lib/text/describe';
import type { TextLanguage } from '../../lib/text/language';
import { MATERIALS } from '../../lib/text/materials';
import { unknownSlots } from '../../lib/text/template';
import { glossaryOf } from '../shared/glossary';
import { handleInput } from '../shared/handle-input';
import { permit } from '../shared/permit';
import { Status } from '../shared/status';
import { textAt } from '../shared/text';

interface GlossaryNormalizeConfig extends NodeDef {
  glossary: string;
  property: string;
  language: TextLanguage | 'auto';
  hedges: boolean;
  materialKo: string;
  materialEn: string;
  sentenceKo: string;
  sentenceEn: string;
}

const KOREAN_CAPTION = 'inspection.caption.text_ko';

export = function (RED: NodeAPI): void {
  function GlossaryNormalize(this: Node, config: GlossaryNormalizeConfig): void {
    RED.nodes.createNode(this, config);
    const status = new Status(this, RED);

    handleInput(RED, this, status, (msg) => {
      const glossary = glossaryOf(RED, config.glossary);
      const wording = wordingOf(config);
      const property = config.property || KOREAN_CAPTION;
      const text = textAt(RED, msg, property);
      let standard: Standardised | undefined;
      if (text) {
        standard = standardise(text, { glossary, language: config.language, removeHedges: config.hedges });
        RED.util.setMessageProperty(msg, property, standard.text, true);
      } else if (!msg.inspection) {
        throw new InspectionError('ERR_OPTIONS', { option: 'property', reason: `msg.${property} – text?` });
      }
      if (msg.inspection) word(msg.inspection, standard, glossary, wording);
      status.done(msg.inspection?.description?.ko ?? standard!.text);
      return msg;
    });
  }
  RED.nodes.registerType('glossary-normalize', GlossaryNormalize);

  RED.httpAdmin.get('/glossary-normalize/wording', permit(RED, 'flows.read'), (_request, response) => {
    response.json({ materials: MATERIALS, sentences: { ko: SENTENCES.ko.defect, en: SENTENCES.en.defect } });
  });
};

function wordingOf({ materialKo, materialEn, sentenceKo, sentenceEn }: GlossaryNormalizeConfig): DescribeOptions {
  for (const [option, sentence] of Object.entries({ sentenceKo, sentenceEn })) {
    const wrong = unknownSlots(sentence ?? '', SLOTS);
    if (wrong.length > 0)
      throw new InspectionError('ERR_OPTIONS', { option, reason: wrong.map((slot) => `{${slot}}`).join(', ') });
  }
  return {
    ...((materialKo || materialEn) && { material: { ko: materialKo || materialEn, en: materialEn || materialKo } }),
    templates: {
      ...(sentenceKo?.trim() && { ko: { defect: sentenceKo } }),
      ...(sentenceEn?.trim() && { en: { defect: sentenceEn } }),
    },
  };
}
