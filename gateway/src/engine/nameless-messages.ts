/** What went wrong with a call, for those who may not know which subgraph was called. By code. */
const messages: ReadonlyMap<string, string> = new Map([
  ['SUBGRAPH_UNREACHABLE', 'The part of the hub that this field needs cannot be reached.'],
  ['SUBGRAPH_TIMEOUT', 'The part of the hub that this field needs did not answer in time.'],
  ['REQUEST_ABORTED', 'This field was not waited for: the request was aborted.'],
]);

/** Also for codes that nobody thought of: it says less rather than more. */
const general = 'The part of the hub that this field needs gave no usable answer.';

export function namelessMessage(code: string): string {
  return messages.get(code) ?? general;
}
