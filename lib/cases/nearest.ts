/** Keeps the `count` rows with the highest scores: a heap with the lowest of them on top. */
export class Nearest {
  private readonly rows: Float64Array;
  private readonly scores: Float64Array;
  private size = 0;

  constructor(private readonly count: number) {
    this.rows = new Float64Array(count);
    this.scores = new Float64Array(count);
  }

  /** What a score must exceed to be kept. */
  get least(): number {
    return this.size < this.count ? -Infinity : this.scores[0]!;
  }

  add(row: number, score: number): void {
    if (this.size < this.count) this.rise(this.size++, row, score);
    else if (score > this.scores[0]!) this.sink(row, score);
  }

  /** Highest score first. */
  list(): { row: number; score: number }[] {
    const all = Array.from({ length: this.size }, (_, index) => ({
      row: this.rows[index]!,
      score: this.scores[index]!,
    }));
    return all.sort((a, b) => b.score - a.score);
  }

  private rise(at: number, row: number, score: number): void {
    let place = at;
    for (let above = (place - 1) >> 1; place > 0 && this.scores[above]! > score; above = (place - 1) >> 1) {
      this.put(place, this.rows[above]!, this.scores[above]!);
      place = above;
    }
    this.put(place, row, score);
  }

  private sink(row: number, score: number): void {
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below + 1 < this.size && this.scores[below + 1]! < this.scores[below]!) below++;
      if (below >= this.size || this.scores[below]! >= score) break;
      this.put(place, this.rows[below]!, this.scores[below]!);
      place = below;
    }
    this.put(place, row, score);
  }

  private put(place: number, row: number, score: number): void {
    this.rows[place] = row;
    this.scores[place] = score;
  }
}
