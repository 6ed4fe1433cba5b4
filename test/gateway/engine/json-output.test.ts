import fc from 'fast-check';
import { JsonOutput } from '../../../gateway/src/engine/json-output.js';

/** Of every length that is written in a way of its own, with characters of one to four bytes and halves of pairs. */
const anyText = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 90 }),
    fc.string({ unit: 'binary', maxLength: 90 }),
    fc.array(fc.constantFrom('a', '"', '\\', '\n', 'ü', '中', '😀', '\ud83d', '\ude00', '\u007f'), { maxLength: 90 }),
  )
  .map((text) => (typeof text === 'string' ? text : text.join('')));

function written(write: (output: JsonOutput) => void): string {
  const output = new JsonOutput();
  write(output);
  return output.take().toString();
}

describe('JSON as it is written', () => {
  it('has strings as JSON.stringify has them', () => {
    fc.assert(
      fc.property(fc.array(anyText), (texts) => {
        const output = new JsonOutput();
        for (const text of texts) output.string(text);
        expect(output.take().toString()).toBe(texts.map((text) => JSON.stringify(text)).join(''));
      }),
    );
  });

  it('has strings as they are when nothing in them needs an escape', () => {
    const plainText = anyText.filter((text) => JSON.stringify(text) === `"${text}"`);
    fc.assert(
      fc.property(plainText, (text) => {
        expect(
          written((output) => {
            output.isPlain = true;
            output.string(text);
          }),
        ).toBe(`"${text}"`);
      }),
    );
  });

  it('has whole numbers as JSON.stringify has them', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.integer({ min: -20, max: 20 }), fc.constant(-0)), (value) => {
        expect(written((output) => output.integer(value))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('grows as it must, and repeats what stands in it', () => {
    const piece = 'x'.repeat(100_000);
    const text = written((output) => {
      output.string(piece);
      output.again(0, output.length);
      output.again(1, 3);
      output.text('null');
    });
    expect(text).toBe(`"${piece}""${piece}"xxnull`);
  });

  it('forgets what is cut off', () => {
    const text = written((output) => {
      output.raw(Buffer.from('[1'));
      const { length } = output;
      output.string('gone');
      output.cutBackTo(length);
      output.raw(Buffer.from(']'));
    });
    expect(text).toBe('[1]');
  });

  it('is not touched by what is written later', () => {
    const output = new JsonOutput();
    output.string('first');
    const first = output.take();
    output.string('SECOND');
    output.take();
    expect(first.toString()).toBe('"first"');
  });
});
