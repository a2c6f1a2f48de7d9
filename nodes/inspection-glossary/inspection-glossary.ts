import type { Node, NodeAPI, NodeDef } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import { defaultGlossary } from '../../lib/text/glossary/default';
import { Glossary } from '../../lib/text/glossary/glossary';
import { termsOf, type TermRow } from '../../lib/text/glossary/table';
import { languageIn } from '../shared/language';
import { serveGlossary } from './admin';

interface GlossaryConfig extends NodeDef {
  version: string;
  /** Empty: the terms that come with the pack. */
  terms: Partial<TermRow>[];
}

type GlossaryNode = Node & { glossary?: Glossary };

export = function (RED: NodeAPI): void {
  function InspectionGlossary(this: GlossaryNode, config: GlossaryConfig): void {
    RED.nodes.createNode(this, config);
    try {
      this.glossary = config.terms?.length
        ? new Glossary(termsOf(config.terms), config.name || config.id, config.version || '1')
        : defaultGlossary();
    } catch (thrown) {
      const error = InspectionError.from(thrown).in(languageIn(RED));
      this.error(`${error.message} → ${error.advice}`);
    }
  }
  RED.nodes.registerType('inspection-glossary', InspectionGlossary);

  serveGlossary(RED);
};
