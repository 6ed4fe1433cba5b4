/** SQLSTATE unique_violation (PostgreSQL documentation, appendix A). */
const uniqueViolation = '23505';

/**
 * Waits for an insert; false when a unique index refused it. The row that stands in its way may be one that the viewer
 * does not see, so nothing is read back.
 */
export async function insertUnlessTaken(insert: Promise<unknown>): Promise<boolean> {
  try {
    await insert;
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === uniqueViolation) return false;
    throw error;
  }
}
