import { Presets, SingleBar } from 'cli-progress';

/** Shows a person how far an import has come. */
export interface Progress {
  readonly advance: (bytesDone: number) => void;
  /** Takes the bar off the screen. Call it before anything else is written. */
  readonly stop: () => void;
}

export const noProgress: Progress = { advance: () => undefined, stop: () => undefined };

/** A bar on the error stream, over the bytes of the given files. */
export function openProgressBar(totalBytes: number, read: () => number): Progress {
  const bar = new SingleBar(
    {
      format: '{bar} {percentage} % | {items} items | {rate} a second | {eta_formatted} left',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  const startedAt = performance.now();
  bar.start(totalBytes, 0, { items: 0, rate: 0 });
  return {
    advance: (bytesDone) => {
      const items = read();
      const seconds = (performance.now() - startedAt) / 1000;
      bar.update(Math.min(Math.round(bytesDone), totalBytes), { items, rate: Math.round(items / seconds) });
    },
    stop: () => {
      bar.stop();
    },
  };
}
