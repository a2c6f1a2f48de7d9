import { DataType, StatusCodes, Variant, VariantArrayType } from 'node-opcua-client';
import type { Namespace, UAObject, UAVariable } from 'node-opcua-address-space';

/** A FileType object (OPC 10000-20) that can be read; Read gives at most {@link MOST} bytes, as controllers do. */
const MOST = 1 << 20;

export function addFile(namespace: Namespace, parent: UAObject, nodeId: string) {
  let content: Buffer = Buffer.alloc(0);
  let offered = 0;
  const open = new Map<number, { bytes: Buffer; at: number }>();
  let handles = 0;
  const file = namespace.addressSpace.findObjectType('FileType')!.instantiate({
    browseName: 'File',
    nodeId,
    componentOf: parent,
  });
  const method = (name: string) => file.getMethodByName(name)!;
  const size = file.getPropertyByName('Size') as UAVariable;
  const tellSize = () =>
    size.setValueFromSource({ dataType: DataType.UInt64, arrayType: VariantArrayType.Scalar, value: [0, offered] });
  const number = ({ value }: Variant) => value as number;
  const refused = { statusCode: StatusCodes.BadInvalidArgument };

  method('Open').bindMethod((_inputs, _context, callback) => {
    open.set(++handles, { bytes: content, at: 0 });
    const handle = new Variant({ dataType: DataType.UInt32, value: handles });
    callback(null, { statusCode: StatusCodes.Good, outputArguments: [handle] });
  });
  method('Read').bindMethod(([handle, length], _context, callback) => {
    const reading = open.get(number(handle!));
    if (!reading) return callback(null, refused);
    const value = reading.bytes.subarray(reading.at, reading.at + Math.min(number(length!), MOST));
    reading.at += value.length;
    const outputArguments = [new Variant({ dataType: DataType.ByteString, value })];
    callback(null, { statusCode: StatusCodes.Good, outputArguments });
  });
  method('Close').bindMethod(([handle], _context, callback) => {
    callback(null, open.delete(number(handle!)) ? { statusCode: StatusCodes.Good } : refused);
  });
  tellSize();
  return {
    /** `short`: the file ends so many bytes before the size it tells, as while it is being written. */
    put(bytes: Buffer, short = 0) {
      content = bytes.subarray(0, bytes.length - short);
      offered = bytes.length;
      tellSize();
    },
    get open() {
      return open.size;
    },
  };
}
