export interface ConfigMistake {
  readonly variable: string;
  readonly expected: string;
  /** What came, shortened; secrets are never repeated. */
  readonly came: string;
}

/** The environment breaks constraints. Names all of them at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly ConfigMistake[];

  constructor(mistakes: readonly ConfigMistake[]) {
    const lines = mistakes.map(({ variable, expected, came }) => `  ${variable}: expected ${expected}, got ${came}.`);
    super(`The configuration has ${mistakes.length} mistake(s):\n${lines.join('\n')}`);
    this.mistakes = mistakes;
  }
}
