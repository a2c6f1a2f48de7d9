import type { NodeDef } from 'node-red';
import type { Addresses } from '../../lib/handshake/addresses';
import type { Output } from '../../lib/handshake/outputs';
import type { HandshakeOptions } from '../../lib/handshake/runner';
import { numberOption } from '../shared/options';

export interface PlcHandshakeConfig extends NodeDef, Record<keyof Addresses | Output, string> {
  verdictSeconds: string;
  ackSeconds: string;
}

/** @throws InspectionError ERR_OPTIONS */
export function handshakeOptions(config: PlcHandshakeConfig): HandshakeOptions {
  return {
    hasEnable: Boolean(config.enable?.trim()),
    hasTrigger: Boolean(config.trigger?.trim()),
    verdictMs: 1000 * numberOption('verdictSeconds', config.verdictSeconds, 2),
    ackMs: 1000 * numberOption('ackSeconds', config.ackSeconds, 5),
  };
}

/** Where the PLC's signals are found, in the order that a message which tells several means: the old part's first. */
export function addressesOf({ trigger, ack, enable, reset }: PlcHandshakeConfig): Addresses {
  const trim = (address?: string) => address?.trim() ?? '';
  return { enable: trim(enable), reset: trim(reset), ack: trim(ack), trigger: trim(trigger) };
}
