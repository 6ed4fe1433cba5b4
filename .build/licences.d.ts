/** The fields of a lock file's entry, or of a package's manifest, that matter here. */
export interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string | { readonly type?: string };
  readonly licenses?: readonly (string | { readonly type?: string })[];
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

export interface ForbiddenLicence {
  readonly name: string;
  readonly version: string | undefined;
  readonly place: string;
  readonly licence: string;
}

export interface InstalledPackages {
  readonly lock: { readonly packages: Readonly<Record<string, LockedPackage>> };
  /** The manifest of the package at that place, or undefined when it is not installed here. */
  readonly readManifest: (place: string) => Promise<LockedPackage | undefined>;
}

export const allowedLicences: readonly string[];
export function findForbiddenLicences(installed: InstalledPackages): Promise<ForbiddenLicence[]>;
export function isAllowed(expression: string): boolean;
