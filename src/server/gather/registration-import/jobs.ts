import { eq } from 'drizzle-orm';
import { defineJob } from '#server/kernel/jobs.ts';
import type { Kernel } from '#server/kernel/kernel.ts';
import { registrationImport } from './tables.ts';

/** Forgets an uploaded guest list nobody imported; left for a day later when it is uploaded. */
export const forgetImport = defineJob<{ importId: string }>('registration-import.forget');

export async function runForgetImport(kernel: Kernel, data: { importId: string }): Promise<void> {
	await kernel.database.transaction(async (db) => {
		await db.delete(registrationImport).where(eq(registrationImport.id, data.importId));
	});
}
