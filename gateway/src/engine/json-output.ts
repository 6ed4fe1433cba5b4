/** Longer strings are encoded as a whole; shorter ones are faster to copy character by character. */
const shortLength = 40;

const initialBytes = 64 * 1024;

/** What a large answer took is not kept for the small ones to come. */
const maxKeptBytes = 1024 * 1024;

/** UTF-8 needs at most so many bytes for each UTF-16 code unit of a string. */
const bytesPerUnit = 3;

const [quote, backslash, digitZero, space, tilde] = ['"', '\\', '0', ' ', '~'].map((each) => each.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
  number,
];

/**
 * JSON text as it is written, in UTF-8. To build it as a string would leave a piece behind for every value, and cost the
 * garbage collector more than the writing. One serves many answers, one after the other.
 */
export class JsonOutput {
  /** Bytes that have been written. */
  length = 0;
  /** It is known that no string needs an escape. To look for one in each costs a twentieth of a whole request. */
  isPlain = false;
  private bytes = Buffer.allocUnsafeSlow(initialBytes);

  /** Forgets what was written behind `length`. */
  cutBackTo(length: number): void {
    this.length = length;
  }

  /** Writes text that is JSON already. */
  raw(text: Uint8Array): void {
    this.reserve(text.length);
    const { bytes } = this;
    let end = this.length;
    for (const byte of text) bytes[end++] = byte;
    this.length = end;
  }

  /** Writes a string, quoted. */
  string(text: string): void {
    this.reserve(text.length * bytesPerUnit + 2);
    const isWritten = (text.length <= shortLength && this.asciiString(text)) || this.plainString(text);
    if (!isWritten) this.text(JSON.stringify(text));
  }

  /** Writes a whole number of 32 bits. */
  integer(value: number): void {
    if (value >= 0 && value < 10) {
      this.reserve(1);
      this.bytes[this.length++] = digitZero + value;
    } else this.text(String(value));
  }

  /** Writes a string that is JSON already. */
  text(json: string): void {
    this.reserve(json.length * bytesPerUnit);
    this.length += this.bytes.write(json, this.length, 'utf8');
  }

  /** Writes once more what stands from `start` to `end`. */
  again(start: number, end: number): void {
    this.reserve(end - start);
    this.bytes.copyWithin(this.length, start, end);
    this.length += end - start;
  }

  /** Hands over what was written, and begins anew. */
  take(): Buffer {
    const taken = Buffer.allocUnsafeSlow(this.length);
    this.bytes.copy(taken, 0, 0, this.length);
    this.length = 0;
    if (this.bytes.length > maxKeptBytes) this.bytes = Buffer.allocUnsafeSlow(initialBytes);
    return taken;
  }

  /** Writes a string of printable ASCII that needs no escape; false, and nothing written, when it is another. */
  private asciiString(text: string): boolean {
    const { bytes } = this;
    let end = this.length;
    bytes[end++] = quote;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code < space || code > tilde || code === quote || code === backslash) return false;
      bytes[end++] = code;
    }
    bytes[end++] = quote;
    this.length = end;
    return true;
  }

  /** Writes a string that needs no escape; false, and nothing written, when it is another. */
  private plainString(text: string): boolean {
    const { bytes, length } = this;
    const end = length + 1 + bytes.write(text, length + 1, 'utf8');
    if (!this.isPlain && this.needsEscape(text, length + 1, end)) return false;
    bytes[length] = quote;
    bytes[end] = quote;
    this.length = end + 1;
    return true;
  }

  /** Whether a string does that is written from `start` to `end`. */
  private needsEscape(text: string, start: number, end: number): boolean {
    const { bytes } = this;
    for (let index = start; index < end; index++) {
      const code = bytes[index] ?? 0;
      if (code < space || code === quote || code === backslash) return true;
    }
    const isAscii = end - start === text.length;
    // Half a surrogate pair has no encoding, and stands in JSON as an escape.
    return !isAscii && !text.isWellFormed();
  }

  private reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
