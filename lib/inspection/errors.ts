import { explain, type ErrorParameters, type Language } from './messages';

/** Every way an inspection can fail. The texts, in English and Korean, stand in `messages/`. */
export type ErrorCode =
  | 'ERR_IMAGE_MISSING'
  | 'ERR_IMAGE_DECODE'
  | 'ERR_IMAGE_TOO_LARGE'
  | 'ERR_IMAGE_FORMAT'
  | 'ERR_IMAGE_FILE'
  | 'ERR_IMAGE_INCOMPLETE'
  | 'ERR_MESSAGE_DEPTH'
  | 'ERR_FOLDER'
  | 'ERR_FILE_MOVE'
  | 'ERR_UNFINISHED'
  | 'ERR_MQTT'
  | 'ERR_MQTT_CLIENT_ID'
  | 'ERR_MQTT_SUBSCRIBE'
  | 'ERR_MQTT_QOS'
  | 'ERR_MQTT_PACKET'
  | 'ERR_MQTT_SESSION'
  | 'ERR_MQTT_SHARED'
  | 'ERR_MQTT_QOS_OUT'
  | 'ERR_MQTT_RETAIN'
  | 'ERR_MQTT_TOPIC'
  | 'ERR_MQTT_TOO_LARGE'
  | 'ERR_MQTT_REFUSED'
  | 'ERR_MQTT_HUNG_UP'
  | 'ERR_OPCUA_MISSING'
  | 'ERR_OPCUA'
  | 'ERR_OPCUA_TRUST'
  | 'ERR_OPCUA_REFUSED'
  | 'ERR_OPCUA_USER'
  | 'ERR_OPCUA_SECURITY'
  | 'ERR_OPCUA_NODE'
  | 'ERR_OPCUA_SIZE'
  | 'ERR_OPCUA_VALUE'
  | 'ERR_OPCUA_FILE'
  | 'ERR_OPCUA_SILENT'
  | 'ERR_OPCUA_OVERFLOW'
  | 'ERR_OPCUA_LOST'
  | 'ERR_OPCUA_RECREATED'
  | 'ERR_OPCUA_GRANTED'
  | 'ERR_OPCUA_RESULT'
  | 'ERR_OPCUA_CONVERT'
  | 'ERR_OPCUA_ARGUMENTS'
  | 'ERR_SPOOL'
  | 'ERR_SPOOL_FULL'
  | 'ERR_MODEL_MISSING'
  | 'ERR_MODEL_CHECKSUM'
  | 'ERR_MODEL_SELFTEST'
  | 'ERR_MODEL_LOAD'
  | 'ERR_MODEL_ATTENTION'
  | 'ERR_MODEL_UNKNOWN'
  | 'ERR_MODEL_REFUSED'
  | 'ERR_MODEL_FAMILY'
  | 'ERR_MODEL_LAYOUT'
  | 'ERR_MODEL_SOURCE'
  | 'ERR_MODEL_ACCESS'
  | 'ERR_MODEL_BUSY'
  | 'ERR_MODEL_SHIPPED'
  | 'ERR_MODEL_FOLDER'
  | 'ERR_CATALOGUE'
  | 'ERR_DOWNLOAD'
  | 'ERR_DOWNLOAD_CHECKSUM'
  | 'ERR_DISK_FULL'
  | 'ERR_BUNDLE'
  | 'ERR_MODEL_WEIGHTS'
  | 'ERR_MODEL_UNSUPPORTED'
  | 'ERR_PROVIDER'
  | 'ERR_PROVIDER_DRIVER'
  | 'ERR_PROVIDER_LIBRARY'
  | 'ERR_PROVIDER_WRONG'
  | 'ERR_QUEUE_FULL'
  | 'ERR_DROPPED'
  | 'ERR_INBOX_FULL'
  | 'ERR_INBOX_DISK'
  | 'ERR_INBOX_HELD'
  | 'ERR_INBOX_DROPPED'
  | 'ERR_INBOX_EXPIRED'
  | 'ERR_INBOX_TRIES'
  | 'ERR_INBOX_DAMAGED'
  | 'ERR_HANDSHAKE_VERDICT'
  | 'ERR_HANDSHAKE_ACK'
  | 'ERR_HANDSHAKE_TRIGGER'
  | 'ERR_HANDSHAKE_UNEXPECTED'
  | 'ERR_TIMEOUT'
  | 'ERR_CANCELLED'
  | 'ERR_ENGINE_CRASHED'
  | 'ERR_ENGINE_MEMORY'
  | 'ERR_OPTIONS'
  | 'ERR_CALIBRATION'
  | 'ERR_RECIPE'
  | 'ERR_RECIPE_NEWER'
  | 'ERR_RECIPE_MISSING'
  | 'ERR_RECIPE_PRODUCT'
  | 'ERR_RECIPE_TWICE'
  | 'ERR_RECIPE_FIT'
  | 'ERR_REFERENCE'
  | 'ERR_REFERENCE_HASH'
  | 'ERR_REFERENCE_FIT'
  | 'ERR_REFERENCE_MODEL'
  | 'ERR_GLOSSARY'
  | 'ERR_TEXT_LENGTH'
  | 'ERR_INSPECTION_MISSING'
  | 'ERR_REPORT_WRITE'
  | 'ERR_REPORT_PATH'
  | 'ERR_DISPOSITION'
  | 'ERR_DISPOSITION_TAKEN'
  | 'ERR_DISPOSITION_FRAME'
  | 'ERR_RETENTION'
  | 'ERR_DATABASE'
  | 'ERR_DATABASE_NEWER'
  | 'ERR_DATABASE_PG'
  | 'ERR_NODE_VERSION'
  | 'ERR_DATABASE_ROW'
  | 'ERR_DATABASE_ROOM'
  | 'ERR_AUDIT_WRITE'
  | 'ERR_AUDIT_TORN'
  | 'ERR_AUDIT_READ'
  | 'ERR_CASES'
  | 'ERR_CASES_HELD'
  | 'ERR_CASES_MODEL'
  | 'ERR_CASES_UNKNOWN'
  | 'ERR_CASES_QUERY'
  | 'ERR_CASES_LANGUAGE'
  | 'ERR_INTERNAL';

/**
 * A failure a person can act on: `code` for flows, `message` for logs, `advice` for the user.
 *
 * `parameters` are the facts the texts quote; they survive the way through a child process,
 * so the same error can be told again in another language with {@link InspectionError.in}.
 */
export class InspectionError extends Error {
  readonly code: ErrorCode;
  readonly parameters: ErrorParameters;
  readonly advice: string;
  /** The frame the error belongs to, once known. */
  frameId?: string;

  constructor(code: ErrorCode, parameters: ErrorParameters = {}, language: Language = 'en-US') {
    const { message, advice } = explain(code, parameters, language);
    super(message);
    this.name = 'InspectionError';
    this.code = code;
    this.parameters = parameters;
    this.advice = advice;
  }

  /** The same error told in `language`. */
  in(language: Language): InspectionError {
    const told = new InspectionError(this.code, this.parameters, language);
    told.stack = this.stack;
    told.frameId = this.frameId;
    return told;
  }

  /** Any thrown value as an InspectionError; foreign errors become `ERR_INTERNAL` with their own text. */
  static from(thrown: unknown): InspectionError {
    if (thrown instanceof InspectionError) return thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const wrapped = new InspectionError('ERR_INTERNAL', { reason });
    if (thrown instanceof Error) wrapped.stack = thrown.stack;
    return wrapped;
  }
}
