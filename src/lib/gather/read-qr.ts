/** Reads the QR codes in a picture of a video; nothing leaves the device. */
export type ReadQr = (video: HTMLVideoElement) => Promise<string[]>;

interface Detector {
	detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
	new (options: { formats: string[] }): Detector;
	getSupportedFormats(): Promise<string[]>;
}

/** The browser's own reader where it has one; null elsewhere. */
async function ownReader(): Promise<ReadQr | null> {
	const Own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
	if (!Own) return null;
	try {
		if (!(await Own.getSupportedFormats()).includes('qr_code')) return null;
		const detector = new Own({ formats: ['qr_code'] });
		return async (video) => (await detector.detect(video)).map(({ rawValue }) => rawValue);
	} catch {
		return null;
	}
}

/** A reader that comes with this site (WebAssembly, about a megabyte, once), for browsers without one. */
async function broughtReader(): Promise<ReadQr> {
	const [{ prepareZXingModule, readBarcodes }, { default: wasm }] = await Promise.all([
		import('zxing-wasm/reader'),
		import('zxing-wasm/reader/zxing_reader.wasm?url')
	]);
	await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
	const canvas = document.createElement('canvas');
	const pen = canvas.getContext('2d', { willReadFrequently: true })!;
	return async (video) => {
		// Half a megapixel is enough for a ticket held before a phone, and quick on a cheap one.
		const scale = Math.min(1, 800 / Math.max(video.videoWidth, video.videoHeight));
		canvas.width = Math.round(video.videoWidth * scale);
		canvas.height = Math.round(video.videoHeight * scale);
		pen.drawImage(video, 0, 0, canvas.width, canvas.height);
		const found = await readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), {
			formats: ['QRCode'],
			maxNumberOfSymbols: 1
		});
		return found.map(({ text }) => text);
	};
}

/** The best reader this browser has. */
export const makeQrReader = async (): Promise<ReadQr> => (await ownReader()) ?? broughtReader();
