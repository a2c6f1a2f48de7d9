export interface PullProgress {
  /** The file that is being pulled. */
  path: string;
  /** Of all files so far. */
  bytes: number;
  /** Of all files; undefined while the size of one is unknown. */
  total?: number;
  /** 0..1: by bytes where all sizes are known, else by files. */
  fraction: number;
}

/** Adds up what the files of a model tell; silent before it knows which files there are. */
export class Progress {
  private files?: Map<string, { bytes: number; total?: number | null }>;
  private bySize = false;

  constructor(private readonly tell: (progress: PullProgress) => void = () => {}) {}

  expect(files: { path: string; bytes: number | null }[]): void {
    this.files = new Map(files.map(({ path, bytes }) => [path, { bytes: 0, total: bytes }]));
    this.bySize = files.every(({ bytes }) => bytes !== null);
  }

  step(path: string, bytes: number, total?: number): void {
    if (!this.files) return;
    this.files.set(path, { bytes, total: total ?? this.files.get(path)?.total });
    const all = [...this.files.values()];
    const sum = all.reduce((sum, file) => sum + file.bytes, 0);
    const size = this.bySize ? all.reduce((sum, file) => sum + file.total!, 0) : undefined;
    const parts = all.map((file) => (file.total ? file.bytes / file.total : 0));
    const fraction = size ? sum / size : parts.reduce((sum, part) => sum + part, 0) / all.length;
    this.tell({ path, bytes: sum, total: size, fraction });
  }
}
