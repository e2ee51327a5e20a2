import { drawQr } from '#lib/ui/qr.ts';
import type { PageServerLoad } from './$types';

/** Every part in every state; nothing here is real. */
export const load: PageServerLoad = () => ({
	now: '2026-03-13T05:00:00.000Z',
	qr: drawQr('https://gerbang.example/t/9f3b1c7e2a4d4b6f8a1c')
});
