import type { ClientSession } from 'node-opcua-client';
import type { Result } from './values';

/** Where results go at a server. */
export interface Target {
  /**
   * Resolves when the server has taken the result.
   *
   * @param isRepeat an earlier try may have reached the server, its answer did not reach us
   * @throws InspectionError ERR_OPCUA_RESULT, ERR_OPCUA_CONVERT, ERR_OPCUA_ARGUMENTS; the library's error when the
   *   connection failed
   */
  send(session: ClientSession, result: Result, isRepeat: boolean): Promise<void>;
  /** What was read from the server may not hold any more. */
  forget(): void;
}
