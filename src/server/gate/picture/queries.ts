import { failCommon } from '#server/kernel/errors.ts';
import { findFile } from '#server/kernel/files.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';

/** The bytes of a picture; not found once it is gone. */
export async function findPicture(context: ReadContext, input: { fileId: string }): Promise<File> {
	const found = await findFile(context.db, input.fileId);
	if (!found) return failCommon('NOT_FOUND');
	return new File([new Uint8Array(found.bytes)], `${input.fileId}.webp`, { type: found.mediaType });
}
