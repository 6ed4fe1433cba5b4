/** What a caller was granted, as far as the directives of authorization ask for it. Absent rights are none at all. */
export interface Rights {
  /** Whether somebody vouches for who calls: what `@authenticated` asks for. */
  readonly isAuthenticated: boolean;
  /** What `@requiresScopes` asks for. */
  readonly scopes: ReadonlySet<string>;
  /** The policies that hold for the caller: what `@policy` asks for. */
  readonly policies: ReadonlySet<string>;
}

export const noRights: Rights = { isAuthenticated: false, scopes: new Set(), policies: new Set() };
