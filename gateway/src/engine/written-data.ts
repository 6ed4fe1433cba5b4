import type { JsonOutput } from './json-output.js';

const opening = Buffer.from('{"data":');
const closing = Buffer.from('}');
const nothing = Buffer.from('null');

/** The data of a response as JSON text in UTF-8. */
export class WrittenData {
  private constructor(
    /** A response that consists of the data alone: `{"data":…}`. */
    readonly response: Buffer,
    readonly isNull: boolean,
  ) {}

  /** @param write - writes the data; false when they are null */
  static by(output: JsonOutput, write: () => boolean): WrittenData {
    output.cutBackTo(0);
    output.raw(opening);
    const hasData = write();
    if (!hasData) {
      output.cutBackTo(opening.length);
      output.raw(nothing);
    }
    output.raw(closing);
    return new WrittenData(output.take(), !hasData);
  }

  /** The data themselves. */
  get data(): Buffer {
    return this.response.subarray(opening.length, -closing.length);
  }
}

/** `data: null`, of an operation that was not to be executed. */
export function nullData(output: JsonOutput): WrittenData {
  return WrittenData.by(output, () => false);
}
