/** Texts that many cases share, as small numbers; 0 is no text. */
export class Words {
  private readonly numbers = new Map<string, number>();
  readonly texts: string[] = [];

  constructor(texts: string[] = ['']) {
    for (const text of texts) this.number(text);
  }

  /** The number of a text, given when it is new. */
  number(text: string | undefined): number {
    const word = text ?? '';
    let number = this.numbers.get(word);
    if (number === undefined) {
      number = this.texts.push(word) - 1;
      this.numbers.set(word, number);
    }
    return number;
  }

  find(text: string): number | undefined {
    return this.numbers.get(text);
  }
}
