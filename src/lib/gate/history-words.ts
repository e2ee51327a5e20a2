import { m } from '#lib/paraglide/messages.js';

const verbs: Record<string, () => string> = {
	create: m.organisation_verb_create,
	update: m.organisation_verb_update,
	add: m.organisation_verb_add,
	remove: m.organisation_verb_remove,
	leave: m.organisation_verb_leave,
	merge: m.organisation_verb_merge,
	apply: m.organisation_verb_apply,
	accept: m.organisation_verb_accept,
	decline: m.organisation_verb_decline,
	cancel: m.organisation_verb_cancel,
	revoke: m.organisation_verb_revoke,
	open: m.organisation_verb_open,
	claim: m.organisation_verb_claim,
	release: m.organisation_verb_release,
	erase: m.organisation_verb_erase,
	'erase-on-request': m.organisation_verb_erase_on_request,
	give: m.organisation_verb_give,
	withdraw: m.organisation_verb_withdraw,
	publish: m.organisation_verb_publish,
	import: m.organisation_verb_apply,
	register: m.organisation_verb_register,
	approve: m.organisation_verb_approve,
	'check-in': m.organisation_verb_check_in,
	'change-role': m.organisation_verb_change_role,
	'change-privacy': m.organisation_verb_change_privacy,
	'send-again': m.organisation_verb_send_again,
	'mark-sent': m.organisation_verb_mark_sent
};

const nouns: Record<string, () => string> = {
	organisation: m.organisation_noun_organisation,
	membership: m.organisation_noun_membership,
	invitation: m.organisation_noun_invitation,
	person: m.organisation_noun_person,
	company: m.organisation_noun_company,
	consent: m.organisation_noun_consent,
	letter: m.organisation_noun_letter,
	'people-import': m.organisation_noun_people_import,
	'personal-link': m.organisation_noun_personal_link,
	gathering: m.organisation_noun_gathering,
	registration: m.organisation_noun_registration,
	programme: m.organisation_noun_programme,
	session: m.organisation_noun_session,
	meeting: m.organisation_noun_meeting,
	connection: m.organisation_noun_connection
};

/** A line of history in words; what has none is said as it stands. */
export const sayVerb = (verb: string): string => verbs[verb]?.() ?? verb.replaceAll(/[-_]/g, ' ');
export const sayNoun = (noun: string): string => nouns[noun]?.() ?? noun.replaceAll(/[-_]/g, ' ');
