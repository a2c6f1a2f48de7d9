import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { packageRoot } from '../../lib/package-root';
import { useFolder } from '../support/folder';
import { installPack, onTab, startInstalled } from '../support/installed';
import { unusedPort } from '../support/line';
import { startMosquitto } from '../support/mosquitto';
import { nodeTypes } from '../support/node-types';
import { mqttImage } from '../nodes/mqtt-image/node';
import { mqttResult } from '../nodes/mqtt-result/node';

const folder = useFolder();
const SECRET = 'gr3en-fl00r-7';
const nodes = join(packageRoot(), 'nodes');

/** The types whose form has credentials, with the names of their fields. */
const guarded = nodeTypes.flatMap((type) => {
  const form = readFileSync(join(nodes, type, `${type}.html`), 'utf8');
  const declared = /^( *)credentials: \{(?:(.*)\},?$|([^]*?)^\1\})/m.exec(form)?.slice(2).join('');
  return declared ? [{ type, fields: [...declared.matchAll(/(\w+): \{/g)].map(([, field]) => field!) }] : [];
});

/** What stands in any file of a folder. */
const filesWith = (root: string, text: string) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));

it(
  'credentials of all nodes lie in Node-RED’s store only, also when they are refused',
  { timeout: 120_000 },
  async () => {
    expect(guarded.map(({ type }) => type)).toEqual(expect.arrayContaining(['inspection-broker', 'inspection-opcua']));
    const passwords = join(folder.userDir, 'passwords');
    execFileSync('mosquitto_passwd', ['-b', '-c', passwords, 'somebody', 'else'], { stdio: 'ignore' });
    const port = await unusedPort();
    const broker = await startMosquitto(folder.userDir, port, [`password_file ${passwords}`, 'user root']);

    await installPack(folder.userDir);
    const gateway = await startInstalled(folder.userDir);
    const told = join(folder.userDir, 'told.jsonl');
    const used = guarded.map(({ type, fields }) => ({
      id: `a-${type}`,
      type,
      host: '127.0.0.1',
      port: String(port),
      url: `opc.tcp://127.0.0.1:${port}`,
      login: 'user',
      credentials: Object.fromEntries(fields.map((field) => [field, `${SECRET}-${field}`])),
    }));
    const everything = 'msg.payload = JSON.stringify({ ...msg, req: undefined }); return msg;';
    const file = { filename: told, filenameType: 'str', appendNewline: true, overwriteFile: 'false', wires: [[]] };
    await gateway.deploy(
      onTab([
        ...used,
        mqttImage({ broker: 'a-inspection-broker', wires: [['log']] }),
        mqttResult({ broker: 'a-inspection-broker' }),
        { id: 'pull', type: 'opcua-image', endpoint: 'a-inspection-opcua', nodeId: 'ns=1;s=x', wires: [['log']] },
        { id: 'errors', type: 'catch', scope: null, uncaught: false, wires: [['log']] },
        { id: 'statuses', type: 'status', scope: null, wires: [['log']] },
        { id: 'log', type: 'function', outputs: 1, func: everything, wires: [['file']] },
        { id: 'file', type: 'file', ...file },
      ]),
    );
    await folder.until(() =>
      Promise.resolve([/ERR_MQTT: .*authori[sz]ed/i, /ERR_OPCUA\b/].every((code) => code.test(gateway.log()))),
    );

    for (const path of ['/flows', '/settings', ...used.map(({ id, type }) => `/credentials/${type}/${id}`)]) {
      expect(await (await gateway.ask(path)).text(), path).not.toContain(`${SECRET}-password`);
    }
    await gateway.stop();
    await broker.kill();
    for (const secret of [`${SECRET}-password`, Buffer.from(`${SECRET}-password`).toString('base64').slice(0, -2)]) {
      expect(filesWith(folder.userDir, secret)).toEqual([]);
      expect(gateway.log()).not.toContain(secret);
      expect(broker.log()).not.toContain(secret);
    }
  },
);
