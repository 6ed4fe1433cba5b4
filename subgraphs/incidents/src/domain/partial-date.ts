/** A time as people state it: a year, a month, a day, or a moment with its offset (ISO 8601). */
const pattern = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

export const partialDateRule = 'a time such as "2018", "2018-03", "2018-03-28" or "2018-03-28T10:00:00Z"';

export function isPartialDate(text: string): boolean {
  if (!pattern.test(text)) return false;
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) return false;
  // JavaScript reads 31 February as 3 March.
  const day = text.slice(0, 10);
  return day.length < 10 || new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** Orders two times by when they begin. */
export function comparePartialDates(a: string, b: string): number {
  return new Date(a).getTime() - new Date(b).getTime();
}
