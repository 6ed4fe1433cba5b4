/** The representations of one variable, each once. */
export class RepresentationList {
  readonly texts: string[] = [];
  private readonly indexes = new Map<string, number>();

  /** Place of a representation in the list. */
  indexOf(text: string): number {
    let index = this.indexes.get(text);
    if (index === undefined) {
      index = this.texts.push(text) - 1;
      this.indexes.set(text, index);
    }
    return index;
  }
}
