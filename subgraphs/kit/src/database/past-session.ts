import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '@alliance/schema';
import type { DisclosedRecord } from '../ledger/disclosures.js';
import { Session } from './session.js';

/**
 * What a session's viewer could read at an earlier moment: with the memberships that had begun by then and hold still,
 * and today's clearance and purpose. The policies of tables with a history show, in the place of what is current now, what
 * was current then, without what was withdrawn as SENSITIVE since.
 *
 * Each question has a transaction of its own and gives its connection back at once: a request never holds one while it
 * waits for the next. The past does not change, so that lists and their counts agree all the same.
 */
export class PastSession extends Session {
  constructor(
    root: SqlEntityManager,
    private readonly present: Session,
    override readonly asOf: Date,
  ) {
    super(root, viewerAt(present.viewer, asOf), asOf);
  }

  override async read<T>(question: (em: SqlEntityManager) => Promise<T>): Promise<T> {
    this.present.requireOpen();
    this.present.requireReader();
    const em = await this.begin();
    try {
      this.present.requireReader();
      return await question(em);
    } finally {
      await em.rollback();
    }
  }

  override write<T>(): Promise<T> {
    return Promise.reject(new Error('Nothing is written into the past.'));
  }

  /** What was known then leaves the hub now: it is noted with the rest of the answer. */
  override disclose(recordType: string, record: DisclosedRecord): void {
    this.present.disclose(recordType, record);
  }
}

function viewerAt(viewer: Viewer, moment: Date): Viewer {
  if (viewer.kind !== 'member') return viewer;
  return { ...viewer, groups: viewer.groups.filter(({ since }) => new Date(since) <= moment) };
}
