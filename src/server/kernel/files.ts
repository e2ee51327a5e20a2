import { eq } from 'drizzle-orm';
import type { Db, Tx } from './database.ts';
import { refusals } from './errors.ts';
import { file } from './tables.ts';

const fail = refusals({
	NOT_A_PICTURE: {
		status: 422,
		id: 'Berkas ini bukan gambar yang bisa dibaca. Kirim JPEG, PNG, WebP, AVIF atau GIF.',
		en: 'This file is not a picture that can be read. Send a JPEG, PNG, WebP, AVIF or GIF.'
	},
	PICTURE_TOO_LARGE: {
		status: 413,
		id: 'Gambar ini lebih besar dari {max} MB. Kirim yang lebih kecil.',
		en: 'This picture is larger than {max} MB. Send a smaller one.'
	}
});

const maxBytes = 12_000_000;

/**
 * Cleans a picture and keeps it: turned upright, shrunk into `width` x `height` pixels (`cover` crops to
 * fill), re-encoded as WebP, all metadata (EXIF, GPS) gone. Returns the file's id.
 * Refuses what is no picture, and more than 12 MB.
 */
export async function savePicture(
	tx: Tx,
	picture: Uint8Array,
	shape: { width: number; height: number; fit: 'cover' | 'inside' },
	owner: { organisationId: string | null; personId: string | null }
): Promise<string> {
	if (picture.byteLength > maxBytes) fail('PICTURE_TOO_LARGE', { max: maxBytes / 1e6 });
	const { default: sharp } = await import('sharp');
	// One picture at a time with a small cache: a volunteer's server has little memory.
	sharp.concurrency(1);
	sharp.cache(false);
	const made = await sharp(picture, { limitInputPixels: 60_000_000, failOn: 'error' })
		.rotate()
		.resize({ ...shape, withoutEnlargement: shape.fit === 'inside' })
		.webp({ quality: 82 })
		.toBuffer({ resolveWithObject: true })
		.catch(() => fail('NOT_A_PICTURE'));
	const [row] = await tx
		.insert(file)
		.values({
			...owner,
			mediaType: 'image/webp',
			width: made.info.width,
			height: made.info.height,
			bytes: made.data
		})
		.returning({ id: file.id });
	return row!.id;
}

/** The bytes of one file, or null. Its id is a secret of 74 random bits: whoever was shown it may read it. */
export async function findFile(
	db: Db,
	id: string
): Promise<{ mediaType: string; bytes: Buffer } | null> {
	const [row] = await db
		.select({ mediaType: file.mediaType, bytes: file.bytes })
		.from(file)
		.where(eq(file.id, id));
	return row ?? null;
}

/** Removes a file for good. */
export async function deleteFile(tx: Tx, id: string): Promise<void> {
	await tx.delete(file).where(eq(file.id, id));
}
