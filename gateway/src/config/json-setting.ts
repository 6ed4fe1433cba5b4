/** The value of a setting in JSON; undefined when it is none. Whoever asks reports it, without the text if that is secret. */
export function parseJsonSetting(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
