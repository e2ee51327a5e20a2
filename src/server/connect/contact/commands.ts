import { isNull, sql } from 'drizzle-orm';
import { record } from '#server/gate/public.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { accessPair, tellBoth } from '../connection/commands.ts';
import { findConnection } from '../connection/queries.ts';
import { canOf } from '../connection/rules.ts';
import type { ConnectionView } from '../connection/schema.ts';
import { contactShare } from '../connection/tables.ts';
import { fail, type OneField } from './schema.ts';

/** Gives one person one contact field of one's own, or takes it back from them. Harmless the second time. */
async function setShare(
	context: WriteContext,
	input: OneField,
	given: boolean
): Promise<ConnectionView> {
	const { me, them, pair } = await accessPair(context, input);
	if (!canOf(pair, me).shareContact) fail('NOT_CONNECTED', { name: them.callName ?? them.name });
	await context.db
		.insert(contactShare)
		.values({
			connectionId: pair!.id,
			fromPersonId: me,
			toPersonId: them.id,
			field: input.field,
			givenAt: context.now,
			revokedAt: given ? null : context.now
		})
		.onConflictDoUpdate({
			target: [contactShare.connectionId, contactShare.fromPersonId, contactShare.field],
			set: given ? { givenAt: context.now, revokedAt: null } : { revokedAt: context.now },
			setWhere: given ? sql`${contactShare.revokedAt} is not null` : isNull(contactShare.revokedAt)
		});
	await record(context, {
		organisationId: pair!.organisationId,
		byPersonId: me,
		noun: 'connection',
		nounId: pair!.id,
		verb: given ? 'share' : 'withdraw-share',
		detail: { field: input.field }
	});
	tellBoth(context, pair!);
	return findConnection(context, input);
}

/** Gives a connected person one contact field. Harmless the second time. */
export const shareContact = (context: WriteContext, input: OneField) =>
	setShare(context, input, true);

/** Takes a contact field back from a connected person; goes before the setting for all connections. */
export const withdrawContact = (context: WriteContext, input: OneField) =>
	setShare(context, input, false);
