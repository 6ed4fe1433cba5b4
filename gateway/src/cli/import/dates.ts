/**
 * Reads a date as lists write them (`2022-11-16`, `2022-11-16 09:30:00.123456`, with or without an offset) as ISO 8601 with
 * offset. What states no offset is taken as UTC. Undefined when it is no date that exists.
 */
export function readDateTime(text: string): string | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ]+(\d\d:\d\d(?::\d\d(?:\.\d+)?)?) *(Z|z|[-+]\d\d:?\d\d)?)?$/.exec(
    text.trim(),
  );
  if (!match) return undefined;
  const [, year, month, day, time = '00:00:00', offset = 'Z'] = match;
  const date = `${year}-${month}-${day}`;
  if (!isDate(date)) return undefined;
  const colonOffset = /^[zZ]$/.test(offset) ? 'Z' : offset.replace(/^(...)(\d\d)$/, '$1:$2');
  // Three digits of a second are what JavaScript and the hub's DateTime carry.
  const seconds = time.length === 5 ? `${time}:00` : time.replace(/(\.\d{3})\d+$/, '$1');
  const dateTime = `${date}T${seconds}${colonOffset}`;
  return Number.isNaN(Date.parse(dateTime)) ? undefined : dateTime;
}

/** Whether a text is a calendar date that exists, written YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
