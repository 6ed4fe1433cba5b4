/** Ctrl-C, in two steps: finish what is under way, then at once. */
export interface Interruption {
  /** Aborted by the first signal. */
  readonly stop: AbortSignal;
  /** Aborted by the second. */
  readonly kill: AbortSignal;
  /** Gives the signals back to whoever had them. */
  readonly release: () => void;
}

/** Takes SIGINT and SIGTERM over until released. `onStop` says what happens now. */
export function watchInterruption(onStop: () => void): Interruption {
  const stop = new AbortController();
  const kill = new AbortController();
  const listener = (): void => {
    if (stop.signal.aborted) kill.abort();
    else {
      stop.abort();
      onStop();
    }
  };
  process.on('SIGINT', listener).on('SIGTERM', listener);
  return {
    stop: stop.signal,
    kill: kill.signal,
    release: () => {
      process.off('SIGINT', listener).off('SIGTERM', listener);
    },
  };
}
