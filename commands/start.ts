import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endEngines } from '../lib/inference';
import { packageRoot } from '../lib/package-root';
import { openBrowser } from './start/browser';
import { runningBroker, startBroker } from './start/broker';
import { startCamera } from './start/camera';
import { startNodeRed } from './start/node-red';
import { freePort, PortTakenError } from './start/ports';
import { prepareUserDirectory } from './start/user-directory';
import { checkNodeVersion } from './start/version';

const HELP = `npm start -- [--no-open] [--reset] [--every MS]

  --no-open   do not open a browser
  --reset     begin again with the example flow (your own changes of it are kept as a backup)
  --home DIR  where the flow is kept (default .node-red beside package.json)
  --mqtt PORT use the broker that listens on this machine's port instead of the embedded one
  --every MS  time between two pictures of the replaying camera (default 3000)

  PORT        environment variable: the editor's port (default 1880)
  GYEOL_LANG  environment variable: language of statuses and errors, ko (default) or en-US
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'no-open': { type: 'boolean', default: false },
      reset: { type: 'boolean', default: false },
      every: { type: 'string', default: '3000' },
      home: { type: 'string' },
      mqtt: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  checkNodeVersion();

  const root = packageRoot();
  const port = await freePort(Number(process.env.PORT ?? 1880));
  const broker = values.mqtt ? runningBroker(Number(values.mqtt)) : await startBroker();
  const userDirectory = await prepareUserDirectory(values.home ?? join(root, '.node-red'), {
    mqttPort: broker.port,
    mqttVersion: broker.version,
    reset: values.reset,
  });
  const nodeRed = await startNodeRed({ port, userDirectory });
  const camera = await startCamera({ mqttPort: broker.port, every: Number(values.every) });

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await camera.stop();
    await nodeRed.stop();
    await endEngines();
    await broker.stop();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());

  const address = `http://127.0.0.1:${port}`;
  console.log(
    `ready: editor ${address}  pictures ${address}/live  reports ${join(process.cwd(), 'outputs')}  (Ctrl-C stops)`,
  );
  if (!values['no-open']) openBrowser(address);
}

main().catch((error: Error) => {
  console.error(error instanceof PortTakenError ? error.message : error);
  process.exit(1);
});
