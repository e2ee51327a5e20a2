/** How long an invitation may be accepted, in days. */
export const invitationDays = 30;

/** What has become of an invitation. */
export type InvitationState = 'waiting' | 'accepted' | 'used_up' | 'expired' | 'revoked';

export function invitationState(
	row: {
		personId: string | null;
		usesLeft: number | null;
		acceptedAt: Date | null;
		revokedAt: Date | null;
		expiresAt: Date;
	},
	now: Date
): InvitationState {
	if (row.revokedAt) return 'revoked';
	if (row.personId && row.acceptedAt) return 'accepted';
	if (row.usesLeft === 0) return 'used_up';
	return row.expiresAt > now ? 'waiting' : 'expired';
}

/** A link that opens WhatsApp with a text to send: to this number, or to whom the sender picks. */
export const whatsAppLink = (text: string, phone: string | null): string =>
	`https://wa.me/${phone?.replace(/\D/g, '') ?? ''}?text=${encodeURIComponent(text)}`;
