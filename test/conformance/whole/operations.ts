import fc from 'fast-check';

interface FieldShape {
  readonly text: string;
  readonly type?: string;
}

const leaf = (text: string): FieldShape => ({ text });
const branch = (text: string, type: string): FieldShape => ({ text, type });

/** What may be selected on a type. */
const shapes: Readonly<Record<string, readonly FieldShape[]>> = {
  Query: [
    branch('users', 'User'),
    branch('user(id: "u2")', 'User'),
    branch('found', 'Found'),
    branch('members', 'Member'),
  ],
  User: [
    ...[
      '__typename',
      'id',
      'name',
      'score',
      'badge',
      'kind: __typename',
      'called: name',
      'name: badge',
      'id: name',
    ].map(leaf),
    branch('friends', 'User'),
    branch('posts', 'Post'),
    branch('texts: posts', 'Post'),
  ],
  Robot: [...['id', 'name', 'version', 'badge', 'title: version'].map(leaf), branch('posts', 'Post')],
  Post: [
    ...[
      'id',
      '__typename',
      'title',
      'title(upper: true)',
      'title(upper: $yes)',
      'likes',
      'weight',
      'weight: likes',
      'x: likes',
    ].map(leaf),
    branch('author', 'User'),
  ],
  Member: [leaf('id'), leaf('name'), leaf('badge'), leaf('__typename'), leaf('b: badge')],
  Author: [branch('posts', 'Post'), leaf('__typename')],
  Found: [leaf('__typename')],
};

/** Types that a fragment on a type may name. */
const narrower: Readonly<Record<string, readonly string[]>> = {
  Member: ['User', 'Robot', 'Author', 'Member'],
  Found: ['User', 'Post', 'Robot', 'Member', 'Author'],
  Author: ['User', 'Robot', 'Member'],
  User: ['User', 'Member', 'Found'],
  Post: ['Found', 'Post'],
  Robot: ['Author'],
};

const condition = fc.constantFrom('', '', '', '', ' @include(if: $yes)', ' @skip(if: $no)', ' @include(if: true)');

function selection(type: string, depth: number): fc.Arbitrary<string> {
  const inner = (text: string, of: string) => selections(of, depth - 1).map((below) => `${text} ${below}`);
  const fields = (shapes[type] ?? []).flatMap((shape) => {
    if (shape.type === undefined) return [fc.constant(shape.text)];
    return depth > 0 ? [inner(shape.text, shape.type)] : [];
  });
  const fragments = depth > 0 && type !== 'Query' ? (narrower[type] ?? []).map((of) => inner(`... on ${of}`, of)) : [];
  const any = [...fields, ...fragments];
  return fc.oneof(...any).chain((text) => condition.map((directive) => withDirective(text, directive)));
}

/** A directive stands before the selection set, if there is one. */
function withDirective(text: string, directive: string): string {
  const brace = text.indexOf('{');
  return brace === -1 ? text + directive : `${text.slice(0, brace)}${directive} ${text.slice(brace)}`;
}

function selections(type: string, depth: number): fc.Arbitrary<string> {
  return fc.array(selection(type, depth), { minLength: 1, maxLength: 4 }).map((all) => `{ ${all.join(' ')} }`);
}

/** Operations over the federation of this folder. Some are invalid: the same key twice for different things. */
export const operations = selections('Query', 4).map(
  (body) => `query ($yes: Boolean! = true, $no: Boolean = false) ${body}`,
);
