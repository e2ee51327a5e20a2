import { and, eq, isNull } from 'drizzle-orm';
import { defineJob } from '#server/kernel/jobs.ts';
import type { Kernel } from '#server/kernel/kernel.ts';
import { peopleImport } from './tables.ts';

/** Forgets a list that was uploaded and never applied; left for a day after the upload. */
export const forgetImport = defineJob<{ importId: string }>('people-import.forget');

export async function runForgetImport(kernel: Kernel, data: { importId: string }): Promise<void> {
	await kernel.database.db
		.delete(peopleImport)
		.where(and(eq(peopleImport.id, data.importId), isNull(peopleImport.appliedAt)));
}
