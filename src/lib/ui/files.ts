/** Where a kept picture is read; null where there is none (the parts then draw one). */
export const fileAddress = (fileId: string | null | undefined): string | null =>
	fileId ? `/files/${fileId}` : null;
