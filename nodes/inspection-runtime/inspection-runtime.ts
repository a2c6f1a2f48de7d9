import type { Node, NodeAPI, NodeDef } from 'node-red';
import {
  acquireEngine,
  DEFAULT_SETTINGS,
  type Device,
  type EngineSettings,
  type Precision,
  type QueuePolicy,
} from '../../lib/inference';
import { InspectionError } from '../../lib/inspection/errors';
import { modelPath, modelsHome } from '../../lib/models/home';
import { isNodeTooOld, LEAST_NODE } from '../../lib/node-version';
import { permit } from '../shared/permit';
import { tellEvents } from '../shared/events';
import { STARTER_MODELS, type Runtime } from '../shared/runtime';
import { Told } from '../shared/told';
import { serveModels } from './admin';
import { recordDeploys } from './deploys';
import { serveHealth } from './health';
import { serveMetrics } from './metrics';

interface RuntimeConfig extends NodeDef {
  device: Device;
  precision: Precision;
  threads: string;
  batch: string;
  queueLimit: string;
  queuePolicy: QueuePolicy;
  idleSeconds: string;
  memoryLimitMb: string;
  timeoutMs: string;
  eventLog?: boolean;
  clip: string;
  blip: string;
  marian: string;
}

type RuntimeNode = Node & Runtime;

const NUMBERS = ['threads', 'batch', 'queueLimit', 'idleSeconds', 'memoryLimitMb', 'timeoutMs'] as const;

function settingsOf(config: RuntimeConfig): EngineSettings {
  const settings: EngineSettings = {
    ...DEFAULT_SETTINGS,
    device: config.device || DEFAULT_SETTINGS.device,
    precision: config.precision || DEFAULT_SETTINGS.precision,
    queuePolicy: config.queuePolicy || DEFAULT_SETTINGS.queuePolicy,
  };
  for (const name of NUMBERS) {
    const value = Number.parseInt(config[name], 10);
    if (Number.isFinite(value) && value >= 0) settings[name] = value;
  }
  return settings;
}

export = function (RED: NodeAPI): void {
  function InspectionRuntime(this: RuntimeNode, config: RuntimeConfig): void {
    RED.nodes.createNode(this, config);
    const home = modelsHome(RED.settings.userDir);
    this.models = {
      clip: modelPath(home, config.clip || STARTER_MODELS.clip),
      blip: modelPath(home, config.blip || STARTER_MODELS.blip),
      marian: modelPath(home, config.marian || STARTER_MODELS.marian),
    };
    if (isNodeTooOld()) {
      new Told(RED, this).warn(
        new InspectionError('ERR_NODE_VERSION', { version: process.version, least: LEAST_NODE }),
      );
    }
    if (config.eventLog) tellEvents(this);
    const { engine, release } = acquireEngine(settingsOf(config), { models: Object.values(this.models) });
    this.engine = engine;
    this.on('close', release);
  }
  RED.nodes.registerType('inspection-runtime', InspectionRuntime);
  serveModels(RED);
  serveMetrics(RED);
  serveHealth(RED);
  recordDeploys(RED);

  RED.httpAdmin.get('/inspection-runtime/:id/state', permit(RED, 'flows.read'), (request, response) => {
    const runtime = RED.nodes.getNode(String(request.params.id)) as RuntimeNode | null;
    if (!runtime?.engine) return void response.sendStatus(404);
    response.json({
      judge: runtime.engine.state('clip'),
      measure: runtime.engine.state('measure'),
      describe: runtime.engine.state('caption'),
    });
  });
};
