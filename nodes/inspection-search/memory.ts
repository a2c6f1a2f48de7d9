import type { Node, NodeAPI } from 'node-red';
import type { CaseFilter, Space } from '../../lib/cases/case';
import type { Cases } from '../../lib/cases/cases';
import { caseOf, cited, spaceOf } from '../../lib/cases/of-inspection';
import { openCases } from '../../lib/cases/open';
import { onDecided } from '../../lib/disposition/decided';
import { InspectionError } from '../../lib/inspection/errors';
import type { Inspection, SimilarCase } from '../../lib/inspection/record';
import { spaceOfOutput } from '../../lib/stages/search';
import { languageIn } from '../shared/language';
import type { Runtime } from '../shared/runtime';
import { caseLimits, casesFolder, citing, type SearchConfig } from './settings';

const EVERY_MS = 3_600_000;
const EVERY_CASES = 1000;

/** The store of a node that is deployed, and what the node does with inspections. */
export class Memory {
  private readonly opening: ReturnType<typeof openCases>;
  /** When it is known whose vectors are looked for, or that this cannot be known. */
  private readonly ready: Promise<void>;
  private readonly unhear: () => void;
  private readonly timer = setInterval(() => void this.retain(), EVERY_MS).unref();
  private kept = 0;
  private told = '';

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    private readonly config: SearchConfig,
    readonly runtime: Runtime,
  ) {
    this.opening = openCases(casesFolder(RED, config));
    this.ready = this.opening.then(
      () => this.retain().then(() => this.prefer()),
      (thrown) => this.tell(thrown),
    );
    this.unhear = onDecided((id, disposition) => {
      this.opened()
        .then((cases) => cases.decide(id, disposition))
        .catch((thrown) => this.tell(thrown));
    });
  }

  /** @throws InspectionError ERR_CASES, ERR_CASES_HELD */
  get cases(): Promise<Cases> {
    return this.ready.then(() => this.opened());
  }

  private async opened(): Promise<Cases> {
    return (await this.opening).cases;
  }

  /** Which encoder the runtime's model is. */
  async space(signal?: AbortSignal): Promise<Space> {
    const { engine, models } = this.runtime;
    const { output } = await engine.run('embed', { model: models.clip, texts: ['표면'] }, { signal });
    return spaceOfOutput(output);
  }

  /** Looks for past cases that are like an inspection. */
  async similarTo(inspection: Inspection): Promise<SimilarCase[] | undefined> {
    const { count, least, sameLabel } = citing(this.config);
    const [space, { judgement }] = [spaceOf(inspection), inspection];
    if (count === 0 || !space || !judgement || judgement.decision === 'ok') return undefined;
    const filter: CaseFilter = {
      decision: ['ng', 'review'],
      ...(sameLabel && judgement.decision === 'ng' && { defect: judgement.label.id }),
    };
    const cases = await this.cases;
    const found = await cases.find({
      vector: inspection.embedding,
      space,
      filter,
      count,
      least,
      without: [inspection.id],
    });
    return found.map(cited);
  }

  /** @returns whether it became a case, on disk */
  async keep(inspection: Inspection): Promise<boolean> {
    const { keep, pictures } = this.config;
    if (keep === 'notOk' && inspection.judgement?.decision === 'ok') return false;
    const made = caseOf(inspection, pictures);
    if (!made) return false;
    const cases = await this.cases;
    await cases.put(made);
    if (++this.kept % EVERY_CASES === 0) void this.retain();
    return true;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    this.unhear();
    const opened = await this.opening.catch(() => undefined);
    await opened?.release();
  }

  /** A failure that concerns no message; once, as long as it is the same. */
  tell(thrown: unknown): void {
    const { code, message, advice } = InspectionError.from(thrown).in(languageIn(this.RED));
    const text = `${code}: ${message} → ${advice}`;
    if (text !== this.told && code !== 'ERR_CANCELLED') this.node.warn(text);
    this.told = text;
  }

  private async retain(): Promise<void> {
    const limits = caseLimits(this.config);
    if (limits.days === 0 && limits.cases === 0) return;
    await this.opened()
      .then((cases) => cases.retain(limits))
      .catch((thrown) => this.tell(thrown));
  }

  /** Lets the runtime's model be the one whose vectors are looked for, and says when there are cases of another. */
  private async prefer(): Promise<void> {
    try {
      const cases = await this.opened();
      const { space: before } = await cases.state();
      const space = await this.space();
      await cases.prefer(space);
      const { foreign } = await cases.state();
      if (foreign === 0) return;
      const name = ({ model, version }: Space) => `${model} (${version.slice(0, 8)})`;
      const stored = before && before.version !== space.version ? name(before) : '…';
      this.tell(new InspectionError('ERR_CASES_MODEL', { count: foreign, stored, asked: name(space) }));
    } catch (thrown) {
      this.tell(thrown);
    }
  }
}
