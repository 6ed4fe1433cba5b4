import type { Session } from '@alliance/kit';
import { SourceEntity, type SourceRow } from './source.entity.js';

export function findSources(session: Session, ids: readonly string[]): Promise<SourceRow[]> {
  return session.read((em) => em.find(SourceEntity, { id: { $in: [...ids] } }));
}
