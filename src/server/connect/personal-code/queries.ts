import { findContactFields, type PersonLine } from '#server/gate/public.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { findTies } from '../connection/queries.ts';
import type { Tie } from '../connection/rules.ts';
import { fieldsGiven } from '../contact/rules.ts';
import { accessAsPerson, findLines } from '../profile/access.ts';
import { codeSeconds, packCode, unpackCode } from './rules.ts';
import { fail, type Scan } from './schema.ts';

/** A fresh personal code to be scanned by somebody who stands there; good for three minutes. */
export async function makeCode(context: ReadContext, input: { organisation: string }) {
	const { organisation, me } = await accessAsPerson(context, input.organisation);
	const own = (await findContactFields(context.db, [me])).get(me);
	const code = context.kernel.signer.sign('person', packCode(me, context.now));
	return {
		code,
		url: `${context.kernel.config.origin}/${organisation.slug}/people/scan?code=${code}`,
		expiresAt: new Date(context.now.getTime() + codeSeconds * 1000),
		shares: own ? fieldsGiven(own, [], true).map(({ field }) => field) : []
	};
}

/** Whose personal code this is, for who is about to scan it. */
export async function readCode(
	context: ReadContext,
	input: Scan
): Promise<PersonLine & { tie: Tie }> {
	const asking = await accessAsPerson(context, input.organisation);
	const personId = findCodeOwner(context, input.code, context.now);
	if (personId === asking.me) fail('OWN_CODE');
	// A block, another organisation, a pause: all look like a code that is too old.
	const line = (await findLines(context.db, asking, [personId])).get(personId) ?? fail('CODE_OLD');
	return {
		...line,
		tie: (await findTies(context.db, asking.me, [personId])).get(personId) ?? 'none'
	};
}

/** The person a scanned code (or the address that ends in it) belongs to; refuses what is forged or too old. */
export function findCodeOwner(
	context: Pick<ReadContext, 'kernel'>,
	scanned: string,
	now: Date
): string {
	const code = /([\w-]+\.[\w-]+)$/.exec(scanned.trim())?.[1] ?? '';
	const bytes = context.kernel.signer.verify('person', code);
	return (bytes && unpackCode(bytes, now)) ?? fail('CODE_OLD');
}
