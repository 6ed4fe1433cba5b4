/** Which border an import crosses. */
export type ImportRule =
  'package-entry' | 'package-border' | 'import-ending' | 'room-border' | 'room-purity' | 'licence';

/** A source file's place: its package, the package's source folder, the path inside it, and the room. */
export interface Place {
  readonly package: string;
  readonly source: string;
  readonly inside: string;
  readonly room: string;
}

export interface ImportVerdict {
  readonly rule: ImportRule;
  readonly message: string;
}

export const packages: Readonly<Record<string, { readonly folder: string }>>;
export const groundRooms: readonly string[];
export const subgraphRooms: Readonly<Record<string, readonly string[]>>;
export function locate(file: string): Place | undefined;
export function targetOf(file: string, specifier: string): string;
export function judgeImport(file: string, specifier: string): ImportVerdict | undefined;
