import type { VariableReader } from './variable-reader.js';

/**
 * Reads which labels of `@override(label:)` hold, separated by commas: fields under them are asked of the subgraph that
 * overrides, fields under any other label still of the one before. `percent(x)` needs no word, it says itself how many
 * operations it moves.
 */
export function readOverrideLabels(reader: VariableReader): readonly string[] {
  const words = (reader.optional('HUB_OVERRIDE_LABELS') ?? '').split(',').map((word) => word.trim());
  const labels = words.filter((word) => word !== '');
  for (const label of labels) {
    if (!form.test(label)) reader.refuse('HUB_OVERRIDE_LABELS', expected, label);
  }
  return [...new Set(labels)];
}

/** As composition takes labels: https://www.apollographql.com/docs/federation/errors, OVERRIDE_LABEL_INVALID. */
const form = /^[a-zA-Z][\w\-:./]*$/;
const expected = 'labels that begin with a letter and have letters, digits and _-:./, separated by commas';
