import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InspectionError } from '../../inspection/errors';
import type { Library } from './library';

/** Makes the keeper of our own certificate and of the servers' that are trusted; unknown ones are refused. */
export async function openTrust({ client, CertificateManager }: Library, folder: string) {
  let refused: Buffer | undefined;
  class Trust extends CertificateManager {
    override async rejectCertificate(
      ...given: Parameters<InstanceType<typeof CertificateManager>['rejectCertificate']>
    ) {
      refused = [given[0]].flat()[0];
      await super.rejectCertificate(...given);
    }
  }
  // Read anew at every try to connect, so that nothing need watch the folders for a file that was moved.
  const manager = new Trust({ rootFolder: folder, disableFileWatchers: true });
  await manager.initialize();
  return {
    manager,
    /** What to do about a server whose certificate was refused; nothing when none was. */
    async failure(url: string): Promise<InspectionError | undefined> {
      if (!refused) return undefined;
      const print = client.crypto_utils.makeSHA1Thumbprint(refused).toString('hex');
      const names = await readdir(join(folder, 'rejected')).catch(() => []);
      const name = names.find((each) => each.toLowerCase().includes(print)) ?? `*${print}*`;
      const trusted = join(folder, 'trusted', 'certs');
      return new InspectionError('ERR_OPCUA_TRUST', { endpoint: url, file: join(folder, 'rejected', name), trusted });
    },
  };
}
