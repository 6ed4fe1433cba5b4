import { Kind, parse, visit } from 'graphql';

export interface OverrideLabels {
  /** Labels other than `percent(x)`. */
  readonly labels: readonly string[];
  /** The values x of labels `percent(x)`. */
  readonly percentages: readonly number[];
}

/** The labels of `@override(label:)` in a supergraph, each once. */
export function readOverrideLabels(supergraphSdl: string): OverrideLabels {
  const labels = new Set<string>();
  const percentages = new Set<number>();
  if (!supergraphSdl.includes('overrideLabel')) return { labels: [], percentages: [] };
  visit(parse(supergraphSdl, { noLocation: true }), {
    Directive({ arguments: args }) {
      const label = args?.find(({ name }) => name.value === 'overrideLabel')?.value;
      if (label?.kind !== Kind.STRING) return;
      const percentage = /^percent\((\d+(?:\.\d+)?)\)$/.exec(label.value)?.[1];
      if (percentage === undefined) labels.add(label.value);
      else percentages.add(Number(percentage));
    },
  });
  return { labels: [...labels], percentages: [...percentages] };
}
