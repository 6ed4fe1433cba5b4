import { ConfigError, type ConfigMistake } from '@alliance/gateway';

/** What reading refuses. Throws when nothing is refused, and what is thrown for any other reason. */
export function mistakesOf(read: () => unknown): readonly ConfigMistake[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
