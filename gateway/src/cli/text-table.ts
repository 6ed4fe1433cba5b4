/**
 * Sets rows in columns, two blanks apart; the last column is never padded. `head` is the first line. Cells hold what
 * others wrote, so control characters, with which a text could write over its neighbours, are shown as `�`.
 */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows.map((row) => row.map(withoutControlCharacters))];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => `${setLine(line, widths)}\n`).join('');
}

/** A text that cannot do anything to the terminal on which it is shown. */
export function withoutControlCharacters(text: string): string {
  return text.replaceAll(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

function setLine(line: readonly string[], widths: readonly number[]): string {
  return line
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join('  ')
    .trimEnd();
}
