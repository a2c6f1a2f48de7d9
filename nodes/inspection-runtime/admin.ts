import type { NodeAPI } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import { DEFAULT_SETTINGS, type Device, type Precision } from '../../lib/inference';
import { importBundle } from '../../lib/models/bundle/import';
import { isFamily } from '../../lib/models/family';
import { modelPath, modelsHome } from '../../lib/models/home';
import { listModels } from '../../lib/models/listing';
import { pull } from '../../lib/models/pull/pull';
import { removeModel } from '../../lib/models/remove';
import { answer } from '../shared/answer';
import { languageIn } from '../shared/language';
import { selfTest } from './self-test';
import { Transfers } from './transfers';

type Handler = (body: Record<string, string | undefined>) => unknown;

/** What the form asks for: the models there are, and to pull, import, remove and try them. */
export function serveModels(RED: NodeAPI): void {
  const home = () => modelsHome(RED.settings.userDir);
  const transfers = new Transfers(() => languageIn(RED));
  const list = async () => ({ folder: home(), models: await listModels(home()), transfers: transfers.states() });

  RED.httpAdmin.get('/inspection-runtime/models', RED.auth.needsPermission('flows.read'), (_request, response) => {
    void answer(RED, response, list);
  });

  const onPost = (name: string, work: Handler) =>
    RED.httpAdmin.post(
      `/inspection-runtime/models/${name}`,
      RED.auth.needsPermission('flows.write'),
      (request, response) => void answer(RED, response, () => work(request.body as Record<string, string>)),
    );

  onPost('pull', ({ id = '' }) => {
    transfers.start(id, (signal, tell) => pull(id, { home: home(), signal, onProgress: tell }));
    return list();
  });
  onPost('import', ({ path = '' }) => {
    transfers.start(path, (signal, tell) =>
      importBundle(path, {
        home: home(),
        signal,
        onProgress: (told) => tell({ ...told, fraction: told.bytes / told.total }),
      }),
    );
    return list();
  });
  onPost('cancel', ({ id = '' }) => {
    transfers.cancel(id);
    return list();
  });
  onPost('remove', async ({ id = '' }) => {
    await removeModel(home(), id);
    return list();
  });
  onPost('test', ({ model = '', family = '', device, precision }) => {
    if (!isFamily(family)) throw new InspectionError('ERR_OPTIONS', { option: 'family', reason: family });
    const settings = {
      device: (device as Device) || DEFAULT_SETTINGS.device,
      precision: (precision as Precision) || DEFAULT_SETTINGS.precision,
    };
    return selfTest(modelPath(home(), model), family, settings, languageIn(RED));
  });
}
