import { DataType, StatusCodes, Variant, VariantArrayType, type StatusCode } from 'node-opcua-client';
import type { Namespace, UAObject } from 'node-opcua-address-space';

/** Begins the line that is printed of each counter or call, with all that can be read at that moment. */
export const TOLD = 'told ';

const VARIABLES = {
  Id: DataType.String,
  Decision: DataType.UInt16,
  Ok: DataType.Boolean,
  Label: DataType.LocalizedText,
  Score: DataType.Float,
  Length: DataType.Double,
  Serial: DataType.String,
  Part: DataType.UInt64,
  At: DataType.DateTime,
  Text: DataType.String,
  Any: DataType.Variant,
  Counter: DataType.Byte,
  Locked: DataType.String,
};

/** What a PLC offers for results: variables, of which Locked cannot be written, and the method Take(id, decision, text). */
export function addResults(namespace: Namespace, parent: UAObject) {
  const values: Record<string, unknown> = {};
  let refusal: StatusCode | undefined;
  let refused: string | undefined;
  const tell = (what: object) => process.stdout.write(`${TOLD}${JSON.stringify(what)}\n`);

  for (const [name, dataType] of Object.entries(VARIABLES)) {
    let shown = new Variant({ dataType: DataType.Null });
    namespace.addVariable({
      componentOf: parent,
      browseName: name,
      nodeId: `s=Result.${name}`,
      minimumSamplingInterval: 100,
      dataType: dataType === DataType.Variant ? 'BaseDataType' : DataType[dataType],
      ...(name === 'Locked' ? { accessLevel: 'CurrentRead', userAccessLevel: 'CurrentRead' } : {}),
      value: {
        get: () => shown,
        set: (variant: Variant) => {
          if (refusal && (!refused || refused === name)) return refusal;
          shown = variant;
          values[name] = variant.value;
          if (name === 'Counter') tell(values);
          return StatusCodes.Good;
        },
      },
    });
  }
  const argument = (name: string, dataType: DataType) => ({ name, dataType, valueRank: -1 });
  const take = namespace.addMethod(parent, {
    browseName: 'Take',
    nodeId: 's=Result.Take',
    inputArguments: [
      argument('Id', DataType.String),
      argument('Decision', DataType.UInt16),
      argument('Text', DataType.String),
    ],
    outputArguments: [],
  });
  take.bindMethod((inputs, _context, callback) => {
    if (!refusal) tell(inputs.map(({ value }) => value as unknown));
    callback(null, { statusCode: refusal ?? StatusCodes.Good, outputArguments: [] });
  });
  namespace.addVariable({
    componentOf: parent,
    browseName: 'List',
    nodeId: 's=Result.List',
    dataType: 'String',
    valueRank: 1,
    value: new Variant({ dataType: DataType.String, arrayType: VariantArrayType.Array, value: [] }),
  });
  return {
    /** Until it is called without a status; of one variable, or of all and the method. */
    refuse(status?: string, name?: string) {
      refused = name;
      refusal = status ? (StatusCodes as unknown as Record<string, StatusCode>)[status] : undefined;
    },
  };
}
