import { access } from 'node:fs/promises';
import type { Inspection } from '../inspection/record';
import { RecentIds } from '../recent/ids';
import { RecentMap } from '../recent/map';
import { fillPattern, pathInside, slotsOf } from './names';

/** Gives each inspection the name of its report: the same id the same name, two ids never one. */
export class ReportNames {
  /** Relative to the folder, since there are many of them. */
  private readonly nameOf = new RecentMap<string>();
  private readonly taken = new RecentIds();
  /** How far names that begin alike are counted, such as those of one lot's parts. */
  private readonly lastOf = new RecentMap<number>();

  /** `extensions` are those that a report will get; a name is taken when one of its files is there. */
  constructor(
    private readonly folder: string,
    private readonly pattern: string,
    private readonly extensions: string[],
  ) {}

  /**
   * The path without extension. A name that belongs to another id, or, when the pattern holds no `{id}`, to a file of
   * an earlier run, is followed by `-2`, `-3` …
   *
   * @throws InspectionError ERR_REPORT_PATH
   */
  async take(inspection: Inspection, pattern = this.pattern): Promise<string> {
    const known = this.nameOf.get(inspection.id);
    if (known) return pathInside(this.folder, known);
    const first = fillPattern(pattern, slotsOf(inspection));
    const tellsIds = pattern.includes('{id}');
    for (let n = (this.lastOf.get(first) ?? 0) + 1; ; n++) {
      const name = n === 1 ? first : `${first}-${n}`;
      const path = pathInside(this.folder, name);
      if (this.taken.add(path)) continue;
      this.nameOf.set(inspection.id, name);
      this.lastOf.set(first, n);
      if (tellsIds || !(await this.exists(path))) return path;
    }
  }

  private async exists(path: string): Promise<boolean> {
    const found = await Promise.allSettled(this.extensions.map((extension) => access(`${path}.${extension}`)));
    return found.some(({ status }) => status === 'fulfilled');
  }
}
