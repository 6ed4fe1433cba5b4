import process from 'node:process';
import type { DestinationStream } from 'pino';

const levelNames: Readonly<Record<number, string>> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error' };

/** Turns the logger's JSON lines into lines for a person at a terminal. */
export function plainLogStream(output: { write(text: string): unknown } = process.stdout): DestinationStream {
  return { write: (line) => void output.write(plainLine(line)) };
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
