import type { NodeAPI } from 'node-red';
import { InspectionError } from '../../lib/inspection/errors';
import { DEFAULT_SETTINGS, type Device, type Precision } from '../../lib/inference';
import { importBundle } from '../../lib/models/bundle/import';
import { isFamily } from '../../lib/models/family';
import { modelPath, modelsHome } from '../../lib/models/home';
import { listModels } from '../../lib/models/listing';
import type { GraphPrecision } from '../../lib/models/graph';
import { pull } from '../../lib/models/pull/pull';
import { removeModel } from '../../lib/models/remove';
import { answer } from '../shared/answer';
import { languageIn } from '../shared/language';
import { permit } from '../shared/permit';
import { selfTest } from './self-test';
import { Transfers } from './transfers';

type Handler = (body: Record<string, string | undefined>) => unknown;

/** What the form asks for: the models there are, and to pull, import, remove and try them. */
export function serveModels(RED: NodeAPI): void {
  const home = () => modelsHome(RED.settings.userDir);
  const transfers = new Transfers(() => languageIn(RED));
  const list = async () => ({ folder: home(), models: await listModels(home()), transfers: transfers.states() });

  RED.httpAdmin.get('/inspection-runtime/models', permit(RED, 'flows.read'), (_request, response) => {
    void answer(RED, response, list);
  });

  const onPost = (name: string, work: Handler) =>
    RED.httpAdmin.post(
      `/inspection-runtime/models/${name}`,
      permit(RED, 'flows.write'),
      (request, response) => void answer(RED, response, () => work(textsOf(request.body))),
    );

  onPost('pull', ({ id = '', precision }) => {
    const options = { home: home(), precision: precision as GraphPrecision | undefined };
    transfers.start(id, (signal, tell) => pull(id, { ...options, signal, onProgress: tell }));
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

/** @throws InspectionError ERR_OPTIONS for a body that is not an object of texts */
function textsOf(body: unknown): Record<string, string> {
  const entries = Object.entries((body ?? {}) as object);
  const [wrong] = entries.find(([, value]) => typeof value !== 'string') ?? [];
  if (wrong !== undefined) throw new InspectionError('ERR_OPTIONS', { option: wrong, reason: 'not a text' });
  return Object.fromEntries(entries) as Record<string, string>;
}
