import type { DataValue } from 'node-opcua-client';
import type { Connection } from './connection';
import { nodeFailure } from './failures';
import { readFile } from './file';
import { readingOf, type Reading } from './value';

export interface SourceOptions {
  /** Where the picture is: the value of a variable, or a FileType object. */
  from: 'variable' | 'file';
  nodeId: string;
  /** Of a file. */
  maxBytes: number;
}

export interface Found extends Reading {
  nodeId: string;
  /** The trigger's number. */
  seq?: number;
}

/** Reads pictures, and gets those that the change of a variable tells of. */
export class PictureSource {
  constructor(
    private readonly connection: Connection,
    private readonly options: SourceOptions,
  ) {}

  /**
   * Reads the picture as it is now; nothing when none was written yet.
   *
   * @throws InspectionError ERR_OPCUA, ERR_OPCUA_NODE, ERR_OPCUA_SIZE, ERR_OPCUA_VALUE, ERR_OPCUA_FILE
   */
  async read(nodeId = this.options.nodeId): Promise<Found | undefined> {
    const { connection, options } = this;
    const { client } = connection.library;
    if (options.from === 'file') {
      return { nodeId, content: await readFile(client, connection.session, nodeId, options.maxBytes) };
    }
    let value: DataValue;
    try {
      value = await connection.session.read({ nodeId, attributeId: client.AttributeIds.Value });
    } catch (thrown) {
      throw nodeFailure(thrown, nodeId);
    }
    return found(readingOf(value, nodeId), nodeId);
  }

  /**
   * The picture that belongs to a change: the value itself, or the file whose trigger changed. A trigger that holds a
   * node id names the file, as with the temporary files of OPC 40100.
   *
   * @throws InspectionError as {@link read}
   */
  async follow(value: DataValue, changed: string): Promise<Found | undefined> {
    const { from, nodeId } = this.options;
    const reading = readingOf(value, changed);
    if (!reading || from === 'variable') return found(reading, changed);
    const { content, at, moment } = reading;
    const isNodeId = content instanceof this.connection.library.client.NodeId;
    const file = await this.read(isNodeId ? content.toString() : nodeId);
    return file && { ...file, at, moment, ...(typeof content === 'number' ? { seq: content } : {}) };
  }
}

const found = (reading: Reading | undefined, nodeId: string): Found | undefined => reading && { ...reading, nodeId };
