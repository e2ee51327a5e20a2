import { encode } from 'uqr';

/** A QR code as the `d` of an SVG path in a square of `size` units, a quiet edge of four units included. */
export interface QrDrawing {
	path: string;
	size: number;
}

/** Draws a text as a QR code. Call it in a load, not on a page: the encoder need not travel. */
export function drawQr(text: string): QrDrawing {
	const { data, size } = encode(text, { ecc: 'M', border: 4 });
	let path = '';
	data.forEach((row, y) => {
		for (let x = 0; x < row.length; x++) {
			if (!row[x]) continue;
			const from = x;
			while (row[x + 1]) x++;
			path += `M${from} ${y}h${x - from + 1}v1H${from}z`;
		}
	});
	return { path, size };
}
