import { defineJob } from '#server/kernel/jobs.ts';

/**
 * Somebody has erased themselves. Their rows are emptied already; who listens gives on what they held (a seat, a
 * table, a time) and tells those who waited or were to meet them.
 */
export const personErased = defineJob<{ personId: string; organisationId: string }>(
	'person.erased'
);
