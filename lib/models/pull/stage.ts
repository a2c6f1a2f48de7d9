import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { replaceFile } from '../../replace-file';
import { sha256OfFile } from '../checksum';
import { folderOf, PARTIAL } from '../home';
import type { ModelFile, ModelManifest } from '../manifest';
import type { Landed } from './download';
import { lock } from './lock';
import type { PreparedGraph } from './preparations';
import { replaceFolder } from './replace-folder';

const NOTES = '.pull.json';

interface Notes {
  /** All files of a model come from one commit, also after an interruption. */
  commit?: string;
  files: Record<string, Landed>;
}

/** The folder `<id>.part` that a model grows in until it is whole. */
export class Stage {
  private constructor(
    private readonly model: string,
    readonly folder: string,
    private readonly notes: Notes,
    private readonly unlock: () => Promise<void>,
  ) {}

  /** @throws InspectionError ERR_MODEL_BUSY */
  static async open(home: string, id: string): Promise<Stage> {
    const model = folderOf(home, id);
    const folder = `${model}${PARTIAL}`;
    const unlock = await lock(folder, id);
    const notes = await readFile(join(folder, NOTES), 'utf8').then(
      (text) => JSON.parse(text) as Notes,
      () => ({ files: {} }),
    );
    return new Stage(model, folder, notes, unlock);
  }

  get commit(): string | undefined {
    return this.notes.commit;
  }

  at(path: string): string {
    return join(this.folder, ...path.split('/'));
  }

  /** A file that landed before and is still as it was. */
  async landed(path: string, sha256?: string | null): Promise<Landed | undefined> {
    const known = this.notes.files[path];
    if (!known || (sha256 && sha256 !== known.sha256) || !existsSync(this.at(path))) return undefined;
    return (await sha256OfFile(this.at(path))) === known.sha256 ? known : undefined;
  }

  async note(path: string, landed: Landed): Promise<void> {
    this.notes.commit ??= landed.commit;
    this.notes.files[path] = landed;
    await replaceFile(this.at(NOTES), JSON.stringify(this.notes));
  }

  /** Every file of the folder with its hash; those that a preparation wrote included. */
  async files(graphs: PreparedGraph[] = []): Promise<ModelFile[]> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((path) => !/^\.|\.part(\.json)?$/.test(path) && path !== 'model.json')
      .sort();
    const files = await Promise.all(paths.map((path) => this.fileOf(path)));
    return files.map((file) => ({ ...file, ...graphs.find(({ path }) => path === file.path) }));
  }

  /**
   * The whole folder becomes the model, in place of an earlier one if there was.
   *
   * @throws InspectionError ERR_MODEL_FOLDER
   */
  async land(manifest: ModelManifest): Promise<void> {
    await replaceFile(this.at('model.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await rm(this.at(NOTES), { force: true });
    await this.close();
    await replaceFolder(this.folder, this.model);
  }

  /** Lets go of the folder; what is in it waits for the next try. */
  async close(): Promise<void> {
    await this.unlock();
  }

  private async fileOf(path: string): Promise<ModelFile> {
    const known = this.notes.files[path];
    if (known) return { path, bytes: known.bytes, sha256: known.sha256, trust: known.trust };
    const { size } = await stat(this.at(path));
    return { path, bytes: size, sha256: await sha256OfFile(this.at(path)), trust: 'made-here' };
  }
}
