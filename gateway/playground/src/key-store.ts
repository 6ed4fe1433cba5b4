/** In the session of this browser tab only: closing the tab forgets the key, and no other tab sees it. */
const name = 'alliance-hub:key';

export function recallKey(): string | undefined {
  return sessionStorage.getItem(name) ?? undefined;
}

export function keepKey(key: string): void {
  sessionStorage.setItem(name, key);
}

export function forgetKey(): void {
  sessionStorage.removeItem(name);
}
