import { badInput, hasRole, type MemberViewer, refusal, type Role, type Viewer } from '@alliance/schema';

/** The viewer as a caller of a member. Throws UNAUTHENTICATED for the public and for the hub. */
export function requireMember(viewer: Viewer): MemberViewer {
  if (viewer.kind === 'member') return viewer;
  throw refusal('UNAUTHENTICATED', 'This needs a login: send the header "Authorization: Bearer <key>".');
}

/** The viewer as a caller of a member with a role. Throws UNAUTHENTICATED or FORBIDDEN. */
export function requireRole(viewer: Viewer, role: Role): MemberViewer {
  const member = requireMember(viewer);
  if (!hasRole(member, role)) throw refusal('FORBIDDEN', `This needs the role ${role} in your institution.`);
  return member;
}

/** Checks a text's length in characters after trimming, and gives it trimmed. Throws BAD_USER_INPUT naming the field. */
export function checkText(
  field: string,
  value: string,
  { min = 1, max }: { readonly min?: number; readonly max: number },
): string {
  const text = value.trim();
  if (text.length < min || text.length > max) throw badInput(field, `${min} to ${max} characters`, value);
  return text;
}

/** Checks an address on the web. Throws BAD_USER_INPUT for anything but http and https. */
export function checkUrl(field: string, value: string): string {
  const protocol = value.length <= 2000 ? URL.parse(value)?.protocol : undefined;
  if (protocol !== 'https:' && protocol !== 'http:')
    throw badInput(field, 'an http or https address of at most 2,000 characters', value);
  return value;
}
