import type { Node, NodeAPI } from 'node-red';
import type { InspectionError } from '../../lib/inspection/errors';
import { languageIn } from './language';

/** Says once what lasts, such as a broker that is away. */
export class Told {
  private readonly messages = new Set<string>();

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
  ) {}

  warn(problem: InspectionError): void {
    const { code, message, advice } = problem.in(languageIn(this.RED));
    if (this.messages.has(message)) return;
    this.messages.add(message);
    this.node.warn(`${code}: ${message} → ${advice}`);
  }

  /** What is told next is new again. */
  forget(): void {
    this.messages.clear();
  }
}
