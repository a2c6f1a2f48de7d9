import { InspectionError } from '../../inspection/errors';
import type { Client } from '../../intake/opcua/library';
import { DECISIONS } from './values';

/** Least and greatest value of the integers of OPC UA (OPC 10000-6, 5.2.2). */
const INTEGERS: Record<string, [least: number, greatest: number]> = {
  SByte: [-128, 127],
  Byte: [0, 255],
  Int16: [-32_768, 32_767],
  UInt16: [0, 65_535],
  Int32: [-(2 ** 31), 2 ** 31 - 1],
  UInt32: [0, 2 ** 32 - 1],
  Int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  UInt64: [0, Number.MAX_SAFE_INTEGER],
};

/** What is written to. */
export interface Target {
  place: string;
  /** Characters that a text may have; 0: as many as it has. */
  longest?: number;
}

/**
 * A value as a variable or argument of the type `type` (name of a built-in type) takes it. What is missing becomes 0, false
 * or no text: the value of another frame must not stay. A decision is a number, or true for OK, where the type asks for it.
 *
 * @throws InspectionError ERR_OPCUA_CONVERT
 */
export function convert(value: unknown, type: string, { place, longest = 0 }: Target): unknown {
  const refuse = () => new InspectionError('ERR_OPCUA_CONVERT', { place, value: textOf(value).slice(0, 60), type });
  if (type === 'String') return cut(textOf(value), longest);
  if (type === 'LocalizedText') return { locale: null, text: cut(textOf(value), longest) };
  if (type === 'ByteString') return Buffer.from(textOf(value));
  if (type === 'Boolean') return truthOf(value, refuse);
  if (type === 'DateTime') return dateOf(value, refuse);
  const number = numberOf(value);
  if (!Number.isFinite(number)) throw refuse();
  if (type === 'Double') return number;
  if (type === 'Float') return Math.fround(number);
  const range = INTEGERS[type];
  const whole = Math.round(number);
  if (!range || whole < range[0] || whole > range[1]) throw refuse();
  return type.endsWith('64') ? halves(whole) : whole;
}

/** A value of the server's type `known`; where that is any type, of the value's own. @throws InspectionError ERR_OPCUA_CONVERT */
export function variantOf(
  { DataType, Variant, VariantArrayType }: Client,
  known: number,
  value: unknown,
  target: Target,
) {
  const type = known === DataType.Variant ? typeOf(value) : DataType[known]!;
  return new Variant({
    dataType: DataType[type as keyof typeof DataType],
    arrayType: VariantArrayType.Scalar,
    value: convert(value, type, target),
  });
}

function typeOf(value: unknown): string {
  if (typeof value === 'boolean') return 'Boolean';
  if (typeof value === 'number') return 'Double';
  return 'String';
}

/** The number after that which a counter shows; 1 after the greatest, and where there is none yet. 0 is never shown. */
export function countOn(shown: unknown, type: string): number {
  const number = Array.isArray(shown) ? Number(shown[0]) * 2 ** 32 + Number(shown[1]) : Number(shown ?? 0);
  const greatest = INTEGERS[type]?.[1] ?? Number.MAX_SAFE_INTEGER;
  return Number.isInteger(number) && number >= 0 && number < greatest ? number + 1 : 1;
}

/** The two 32 bit halves by which node-opcua tells a number of 64 bits. */
function halves(whole: number): [high: number, low: number] {
  const bits = BigInt.asUintN(64, BigInt(whole));
  return [Number(bits >> 32n), Number(bits & 0xffff_ffffn)];
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

const cut = (text: string, longest: number) => (longest > 0 ? Array.from(text).slice(0, longest).join('') : text);

const decisionIn = (value: unknown) =>
  typeof value === 'string' && Object.hasOwn(DECISIONS, value) ? DECISIONS[value as keyof typeof DECISIONS] : undefined;

function numberOf(value: unknown): number {
  if (value === undefined || value === null || value === '') return 0;
  if (typeof value === 'object') return NaN;
  return decisionIn(value) ?? Number(value);
}

function truthOf(value: unknown, refuse: () => InspectionError): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  const decision = decisionIn(value);
  if (decision === undefined) throw refuse();
  return decision === DECISIONS.ok;
}

function dateOf(value: unknown, refuse: () => InspectionError): Date {
  const date = new Date((value ?? 0) as string | number);
  if (Number.isNaN(date.getTime())) throw refuse();
  return date;
}
