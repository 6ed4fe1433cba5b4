import type { DestinationStream } from 'pino';

const levelNames: Readonly<Record<number, string>> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error' };

/** Where lines go, such as standard output. */
export interface TextOutput {
  write(text: string): unknown;
}

/** Turns the logger's JSON lines into lines for a person at a terminal. */
export function plainLogStream(output: TextOutput): DestinationStream {
  return {
    write: (line) => {
      output.write(plainLine(line));
    },
  };
}

function plainLine(line: string): string {
  const { level, time, msg, requestId, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const clock = new Date(Number(time)).toISOString().slice(11, 23);
  const name = (levelNames[Number(level)] ?? 'fatal').padEnd(5);
  const request = typeof requestId === 'string' ? ` [${requestId}]` : '';
  const details = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
  const { stack } = (err ?? {}) as { stack?: string };
  return `${clock} ${name} gateway${request} ${String(msg)}${details}${stack === undefined ? '' : `\n${stack}`}\n`;
}
