import { createRequire } from 'node:module';
import type { OPCUACertificateManager } from 'node-opcua-certificate-manager';
import type * as ClientModule from 'node-opcua-client';
import { InspectionError } from '../../inspection/errors';

export type Client = typeof ClientModule;
type CertificateManager = typeof OPCUACertificateManager;

export interface Library {
  client: Client;
  CertificateManager: CertificateManager;
}

interface BinaryStream {
  maxByteStringLength: number;
  maxStringLength: number;
}

/** Longest value that is taken; longer ones would be cut out of a message without an error. */
const LONGEST_VALUE = 1 << 30;

/**
 * Loads node-opcua-client, which only those need who have an OPC UA server. `places` are files or folders that are
 * searched in turn, each as if it required the package.
 *
 * The package's own limit of 16 MiB for a value is lifted; what a connection takes is limited by its messages.
 *
 * @throws InspectionError ERR_OPCUA_MISSING
 */
export function loadOpcUa(places: string[]): Library {
  let reason = '';
  for (const place of places) {
    try {
      const load = createRequire(place);
      const ofClient = createRequire(load.resolve('node-opcua-client'));
      const client = load('node-opcua-client') as Client;
      const certificates = ofClient('node-opcua-certificate-manager') as {
        OPCUACertificateManager: CertificateManager;
      };
      const types = createRequire(ofClient.resolve('node-opcua-basic-types'));
      const { BinaryStream } = types('node-opcua-binary-stream') as { BinaryStream: BinaryStream };
      BinaryStream.maxByteStringLength = BinaryStream.maxStringLength = LONGEST_VALUE;
      return { client, CertificateManager: certificates.OPCUACertificateManager };
    } catch (thrown) {
      const { code, message } = thrown as NodeJS.ErrnoException;
      reason = code === 'MODULE_NOT_FOUND' && reason ? reason : (message.split('\n')[0] ?? '');
    }
  }
  throw new InspectionError('ERR_OPCUA_MISSING', { reason });
}
