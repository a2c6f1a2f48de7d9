/** A camera with a node-opcua server, as a process of its own that can be stopped, frozen and killed. */
import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { OPCUACertificateManager } from 'node-opcua-certificate-manager';
import { DataType, MessageSecurityMode, StatusCodes, Variant } from 'node-opcua-client';
import { OPCUAServer, type ServerSession } from 'node-opcua-server';
import { addFile } from './file';
import { frameOf } from '../frames';
import type { Order, ServerOptions } from './index';
import { addResults } from './results';

const options = JSON.parse(process.argv[2]!) as ServerOptions;
const load = createRequire(require.resolve('node-opcua-server'));
const { OPCUACertificateManager: Certificates } = load('node-opcua-certificate-manager') as {
  OPCUACertificateManager: typeof OPCUACertificateManager;
};
const store = (name: string, automaticallyAcceptUnknownCertificate: boolean) =>
  new Certificates({ rootFolder: join(options.folder, name), automaticallyAcceptUnknownCertificate });

const server = new OPCUAServer({
  port: options.port,
  host: '127.0.0.1',
  serverCertificateManager: store('server-pki', options.trustsClients ?? true),
  userCertificateManager: store('user-pki', true),
  allowAnonymous: !options.users,
  serverCapabilities: { minSupportedSampleRate: 0 },
  userManager: { isValidUser: (name: string, password: string) => options.users?.[name] === password },
});

async function main() {
  await server.initialize();
  const space = server.engine.addressSpace!;
  const namespace = space.getOwnNamespace();
  const camera = namespace.addObject({ organizedBy: space.rootFolder.objects, browseName: 'Camera1' });
  const image = namespace.addVariable({
    componentOf: camera,
    browseName: 'Image',
    nodeId: 's=Camera1.Image',
    dataType: 'ImageBMP',
    minimumSamplingInterval: 0,
    ...(options.empty ? {} : { value: new Variant({ dataType: DataType.ByteString, value: frameOf(0) }) }),
  });
  const count = namespace.addVariable({
    componentOf: camera,
    browseName: 'Count',
    nodeId: 's=Camera1.Count',
    dataType: 'UInt32',
    minimumSamplingInterval: 0,
  });
  const results = addResults(
    namespace,
    namespace.addObject({ organizedBy: space.rootFolder.objects, browseName: 'Result', nodeId: 's=Result' }),
  );
  const file = addFile(namespace, camera, 's=Camera1.File');
  const began = Date.now();
  const show = (number: number, bytes?: number) => {
    const value = new Variant({ dataType: DataType.ByteString, value: frameOf(number, bytes) });
    image.setValueFromSource(value, StatusCodes.Good, new Date(began + number));
  };
  const orders: { [kind in Order['kind']]: (order: Extract<Order, { kind: kind }>) => Promise<void> | void } = {
    show: ({ number, bytes }) => show(number, bytes),
    stream: async ({ from, to, everyMs, large }) => {
      for (let number = from; number < to; number++) {
        const isLarge = large && number % large.every === 0;
        show(number, isLarge ? large.bytes : undefined);
        await pause(everyMs);
      }
    },
    file: ({ number, bytes, short }) => {
      file.put(frameOf(number, bytes), short);
      count.setValueFromSource({ dataType: DataType.UInt32, value: number });
    },
    trust: () => {
      (server.serverCertificateManager as OPCUACertificateManager).automaticallyAcceptUnknownCertificate = true;
    },
    refuse: ({ status, name }) => results.refuse(status, name),
    mute: () => {
      (image as unknown as EventEmitter).removeAllListeners('value_changed');
    },
  };
  server.on('session_activated', ({ channel }: ServerSession) => {
    console.log(`session over ${MessageSecurityMode[channel!.securityMode]} ${channel!.securityPolicy}`);
  });
  process.on('message', (order: Order) => {
    const done = (orders[order.kind] as (order: Order) => Promise<void> | void)(order);
    void Promise.resolve(done).then(() => process.send!('done'));
  });
  process.on('disconnect', () => process.exit());
  await server.start();
  process.send!('ready');
}

void main();
