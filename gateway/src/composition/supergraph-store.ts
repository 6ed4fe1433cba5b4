import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What was last taken, so that the gateway can start again while every subgraph is down. */
export interface KeptSupergraph {
  readonly supergraphSdl: string;
  /** The schema of each subgraph that is part of it, by name. */
  readonly subgraphSdls: ReadonlyMap<string, string>;
}

export interface SupergraphStore {
  /** Undefined when nothing was kept yet. */
  read(): Promise<KeptSupergraph | undefined>;
  keep(supergraph: KeptSupergraph): Promise<void>;
}

/**
 * Keeps everything in one file, written aside and renamed: whoever reads sees the old state or the new one, never a
 * mixture, also after a crash. The supergraph stands beside it as SDL, for people.
 */
export function fileSupergraphStore(folder: string): SupergraphStore {
  const file = path.join(folder, 'last-good.json');
  return {
    read: async () => {
      const text = await readIfPresent(file);
      return text === undefined ? undefined : parseKept(text, file);
    },
    keep: async ({ supergraphSdl, subgraphSdls }) => {
      await mkdir(folder, { recursive: true });
      await replaceFile(file, JSON.stringify({ supergraphSdl, subgraphSdls: Object.fromEntries(subgraphSdls) }));
      await replaceFile(path.join(folder, 'supergraph.graphql'), supergraphSdl);
    },
  };
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseKept(text: string, file: string): KeptSupergraph {
  const { supergraphSdl, subgraphSdls } = JSON.parse(text) as { supergraphSdl?: unknown; subgraphSdls?: unknown };
  if (typeof supergraphSdl !== 'string' || typeof subgraphSdls !== 'object' || subgraphSdls === null) {
    throw new TypeError(`${file}: expected an object with supergraphSdl and subgraphSdls.`);
  }
  const entries = Object.entries(subgraphSdls).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { supergraphSdl, subgraphSdls: new Map(entries) };
}

async function replaceFile(file: string, text: string): Promise<void> {
  const aside = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(aside, text, { flush: true });
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
