import type { Seeding } from '@alliance/kit';

/** Fills an empty demo alliance with well-known incidents. */
export async function seedIncidents(_seeding: Seeding): Promise<void> {}
