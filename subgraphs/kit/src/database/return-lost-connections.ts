/** A connection of a pool, as far as it matters here. */
interface PooledConnection {
  query: (...question: readonly unknown[]) => unknown;
  release: (isLost?: boolean) => void;
}

/** @internal */
export interface ConnectionPool {
  on(event: 'connect', listener: (connection: PooledConnection) => void): unknown;
}

/** What the query builder takes for an answer. */
const nothingLeft = { command: 'ROLLBACK', rowCount: 0, rows: [] };

/**
 * Has the pool open another connection for each that is lost. The query builder gives back none on which the beginning or
 * the end of a transaction failed, as when the database restarts in the midst of it: each such would take its place in the
 * pool for good, and after as many as the pool holds nobody would be answered any more.
 */
export function returnLostConnections(pool: ConnectionPool): void {
  pool.on('connect', (connection) => {
    const ask = connection.query.bind(connection);
    connection.query = (...question) => {
      const answer = ask(...question);
      const [text] = question;
      if (typeof text !== 'string' || !(answer instanceof Promise)) return answer;
      if (text.startsWith('start transaction') || text === 'begin') {
        return answer.catch((error: unknown) => {
          connection.release(true);
          throw error;
        });
      }
      return text === 'rollback' ? answer.catch(() => closeWhenReleased(connection)) : answer;
    };
  });
}

/** What was not committed ends with its connection; there is nothing else to undo. */
function closeWhenReleased(connection: PooledConnection): typeof nothingLeft {
  const { release } = connection;
  connection.release = () => release(true);
  return nothingLeft;
}
