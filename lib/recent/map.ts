import { REMEMBERED } from './ids';
import { RecentKeys } from './keys';

/** Values by the ids of the last pictures. */
export class RecentMap<Value> {
  private readonly keys: RecentKeys;
  private readonly values: Value[] = [];

  constructor(most = REMEMBERED) {
    this.keys = new RecentKeys(most);
  }

  get(id: string): Value | undefined {
    const row = this.keys.rowOf(id);
    return row === undefined ? undefined : this.values[row];
  }

  set(id: string, value: Value): void {
    this.values[this.keys.rowOf(id) ?? this.keys.add(id)] = value;
  }
}
