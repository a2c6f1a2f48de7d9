import type { CallMethodRequestLike, ClientSession } from 'node-opcua-client';
import { InspectionError } from '../../inspection/errors';
import { checkBytes } from '../../imaging/limits';
import { nodeFailure } from './failures';
import type { Client } from './library';

/** Bytes asked for at a time: below what any server's messages hold. Servers may give less. */
const CHUNK = 1 << 18;
const OPEN_FOR_READING = 1;
const PARTS = ['Open', 'Read', 'Close', 'Size'] as const;

/**
 * Reads a FileType object (OPC 10000-20) to its end: as often as it takes to have the bytes that `Size` tells.
 *
 * @throws InspectionError ERR_OPCUA_NODE, ERR_OPCUA_FILE, ERR_IMAGE_TOO_LARGE
 */
export async function readFile(
  client: Client,
  session: ClientSession,
  nodeId: string,
  maxBytes: number,
): Promise<Buffer> {
  try {
    const [open, read, close, sizeId] = await findParts(client, session, nodeId);
    const { Byte, UInt32, Int32 } = client.DataType;
    const call = async (methodId: string, inputArguments: CallMethodRequestLike['inputArguments']) => {
      const { statusCode, outputArguments } = await session.call({ objectId: nodeId, methodId, inputArguments });
      if (statusCode.isNotGood()) throw new Error(statusCode.name);
      return outputArguments?.[0]?.value as unknown;
    };
    const size = numberOf(
      (await session.read({ nodeId: sizeId, attributeId: client.AttributeIds.Value })).value?.value,
    );
    checkBytes(size, maxBytes);

    const fileHandle = { dataType: UInt32, value: await call(open, [{ dataType: Byte, value: OPEN_FOR_READING }]) };
    const parts: Buffer[] = [];
    let got = 0;
    try {
      while (got < size) {
        const length = { dataType: Int32, value: Math.min(CHUNK, size - got) };
        const part = (await call(read, [fileHandle, length])) as Buffer | null;
        if (!part?.length) throw new InspectionError('ERR_OPCUA_FILE', { nodeId, got, size });
        parts.push(part);
        got += part.length;
      }
    } finally {
      await call(close, [fileHandle]).catch(() => undefined);
    }
    return Buffer.concat(parts);
  } catch (thrown) {
    throw nodeFailure(thrown, nodeId);
  }
}

async function findParts({ makeBrowsePath }: Client, session: ClientSession, nodeId: string) {
  const results = await session.translateBrowsePath(PARTS.map((part) => makeBrowsePath(nodeId, `/${part}`)));
  return results.map(({ statusCode, targets }) => {
    const target = targets?.[0]?.targetId;
    if (!target || statusCode.isNotGood()) throw new Error(`no FileType (${statusCode.name})`);
    return target.toString();
  }) as [string, string, string, string];
}

/** A UInt64 comes as its two halves. */
function numberOf(value: unknown): number {
  return Array.isArray(value) ? Number(value[0]) * 2 ** 32 + Number(value[1]) : Number(value ?? 0);
}
