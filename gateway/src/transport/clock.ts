/** Time and chance, so that tests can hold both still. */
export interface Clock {
  /** Milliseconds that never run backwards. */
  now(): number;
  /** From 0 up to 1, which is never reached. */
  random(): number;
  /** Calls back once after so many milliseconds. Returns what forgets it. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  random: () => Math.random(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
