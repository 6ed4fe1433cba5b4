/** What has to be closed, the last thing opened first. Goes on when one of them fails, and then says so. */
export class Closing {
  readonly #steps: (() => Promise<void> | void)[] = [];
  #result: Promise<void> | undefined;

  add(step: () => Promise<void> | void): void {
    this.#steps.push(step);
  }

  run(): Promise<void> {
    return (this.#result ??= this.#runImpl());
  }

  async #runImpl(): Promise<void> {
    const errors: unknown[] = [];
    for (const step of this.#steps.toReversed()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'The gateway did not stop as it should.');
  }
}
