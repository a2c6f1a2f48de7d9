import type { Argument, ClientSession, DataType } from 'node-opcua-client';
import { InspectionError } from '../../inspection/errors';
import type { Client } from '../../intake/opcua/library';
import { variantOf } from './convert';
import { refusal } from './failures';
import type { Target } from './target';
import { valueOf, type Result } from './values';

export interface MethodOptions {
  objectId: string;
  methodId: string;
  /** In the order of the method's arguments, see {@link valueOf}. */
  arguments: { property: string; longest: number }[];
}

/** Calls a method for each result: at least once, since an answer may be lost on its way. */
export class Method implements Target {
  private types?: DataType[];

  constructor(
    private readonly client: Client,
    private readonly options: MethodOptions,
  ) {}

  async send(session: ClientSession, result: Result): Promise<void> {
    const { objectId, methodId } = this.options;
    const types = (this.types ??= await this.learn(session));
    const inputArguments = this.options.arguments.map(({ property, longest }, index) => {
      const target = { place: `${methodId} #${index + 1}`, longest };
      return variantOf(this.client, types[index]!, valueOf(result, property), target);
    });
    const { statusCode, inputArgumentResults } = await session.call({ objectId, methodId, inputArguments });
    if (statusCode.isGoodish()) return;
    const wrong = inputArgumentResults?.findIndex((each) => !each.isGoodish()) ?? -1;
    const place = wrong < 0 ? methodId : `${methodId} #${wrong + 1}`;
    throw refusal(place, wrong < 0 ? statusCode.name : inputArgumentResults![wrong]!.name);
  }

  forget(): void {
    this.types = undefined;
  }

  private async learn(session: ClientSession): Promise<DataType[]> {
    const { methodId } = this.options;
    const { inputArguments } = await session.getArgumentDefinition(methodId);
    const [expected, given] = [inputArguments.length, this.options.arguments.length];
    if (expected !== given) {
      const names = inputArguments.map(({ name }: Argument) => name).join(', ') || '–';
      throw new InspectionError('ERR_OPCUA_ARGUMENTS', { nodeId: methodId, expected, given, names });
    }
    return Promise.all(inputArguments.map(({ dataType }) => this.client.findBasicDataType(session, dataType)));
  }
}
