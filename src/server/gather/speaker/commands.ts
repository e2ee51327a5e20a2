import { eq } from 'drizzle-orm';
import { findAddressee, issuePersonalLink, noteContact, record, whatsAppLink } from '#server/gate/public.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { speaker } from '../programme/tables.ts';
import { speakerLetter, speakerMessage } from './mails.ts';
import { accessSpeaker } from './queries.ts';
import { fail, type Invited } from './schema.ts';

const linkDays = 30;

/**
 * Invites a speaker to take over their page by a personal link: mailed when an address is given (nobody else sees
 * it then), else handed back for WhatsApp. An address or number given is noted on the person. Each call makes a
 * new link; earlier ones stay valid. Refuses who has signed in already. Locks the speaker.
 */
export async function inviteSpeaker(
	context: WriteContext,
	input: { speakerId: string; email?: string | undefined; phone?: string | undefined }
): Promise<Invited> {
	const { db, now } = context;
	const { speaker: row, at } = await accessSpeaker(context, input.speakerId, 'manage');
	await db.select({ id: speaker.id }).from(speaker).where(eq(speaker.id, row.id)).for('update');
	await noteContact(context, row.personId, { email: input.email ?? null, phone: input.phone ?? null });
	const to = await findAddressee(db, row.personId);
	if (!to) return failCommon('NOT_FOUND');
	if (to.accountId) fail('SPEAKER_CLAIMED', { name: to.name });
	const { url } = await issuePersonalLink(context, {
		personId: row.personId,
		purpose: 'speaker',
		path: `/${at.organisation.slug}/g/${at.gathering.slug}/programme/speakers/${row.id}`,
		expiresAt: new Date(now.getTime() + linkDays * 86_400_000),
		sentTo: input.email ?? null
	});
	await db.update(speaker).set({ invitedAt: now }).where(eq(speaker.id, row.id));
	await record(context, {
		organisationId: at.organisation.id,
		byPersonId: at.standing.personId,
		noun: 'speaker',
		nounId: row.id,
		verb: 'invite',
		detail: { channel: input.email ? 'mail' : 'link' }
	});
	const invitation = { to, title: at.gathering.title, link: url };
	if (input.email) {
		await context.kernel.mail.post(db, speakerLetter(invitation, input.email));
		return { url: null, whatsapp: null, mailedTo: input.email };
	}
	return { url, whatsapp: whatsAppLink(speakerMessage(invitation, to.locale), to.phone), mailedTo: null };
}
