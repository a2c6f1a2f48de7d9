import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';

/**
 * Tells of changes below a folder. The system says nothing when a watched folder is deleted and made again, or when a
 * share is mounted over it, so {@link attach} is called with every listing and looks whether it is still the same.
 */
export class FolderWatcher {
  private watcher?: FSWatcher;
  private watched?: string;

  constructor(
    private readonly folder: string,
    private readonly recursive: boolean,
    private readonly changed: () => void,
  ) {}

  /** Watches the folder as it is now; without a watcher (too many of them, a share) the regular listing finds changes. */
  async attach(): Promise<void> {
    const { dev, ino } = await stat(this.folder, { bigint: true });
    const identity = `${dev}:${ino}`;
    if (this.watcher && identity === this.watched) return;
    this.detach();
    try {
      const watcher = watch(this.folder, { recursive: this.recursive }, this.changed);
      watcher.on('error', () => this.detach());
      this.watcher = watcher;
      this.watched = identity;
    } catch {
      this.detach();
    }
  }

  detach(): void {
    this.watcher?.close();
    this.watcher = undefined;
  }
}
