import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { ContactField } from '../contact/schema.ts';
import { InOrganisation } from '../profile/schema.ts';

export const fail = refusals({
	CODE_OLD: {
		status: 410,
		id: 'Kode ini sudah tidak berlaku. Minta kodenya ditampilkan lagi, lalu pindai sekali lagi.',
		en: 'This code no longer works. Ask to be shown it again, and scan once more.'
	},
	OWN_CODE: {
		status: 422,
		id: 'Ini kode Anda sendiri. Biarkan orang lain yang memindainya.',
		en: 'This is your own code. Let somebody else scan it.'
	}
});

export const Scan = InOrganisation.extend({
	code: z
		.string()
		.min(1)
		.max(500)
		.describe('What the QR held: the code, or the address that ends in it.')
});
export type Scan = z.infer<typeof Scan>;

export const CodeShape = z.object({
	code: z.string(),
	url: z.string().describe('What the QR holds: an address that any camera opens.'),
	expiresAt: z.date(),
	shares: z
		.array(ContactField)
		.describe('Your contact fields whoever scans it gets: those your settings show to connections.')
});
