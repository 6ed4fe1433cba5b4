import { decodeJwt } from 'jose';

/**
 * How much longer the token in these headers is valid, in milliseconds (`exp`, RFC 7519 section 4.1.4); undefined where
 * there is none, or none that says. It is not verified: whoever asks was given it to hand it on.
 */
export function tokenLifetimeMs({ authorization = '' }: Readonly<Record<string, string>>): number | undefined {
  const [, token] = /^Bearer (\S+)$/i.exec(authorization) ?? [];
  if (token === undefined) return undefined;
  try {
    const { exp } = decodeJwt(token);
    return exp === undefined ? undefined : exp * 1_000 - Date.now();
  } catch {
    // Tokens need not be of a kind that can be read.
    return undefined;
  }
}
