import { createRouterClient, type RouterClient } from '@orpc/server';
import { accountProcedures } from './gate/account/procedures.ts';
import { linkProcedures } from './gate/link/procedures.ts';
import { openIdProcedures } from './gate/open-id/procedures.ts';
import { passkeyProcedures } from './gate/passkey/procedures.ts';
import { setupProcedures } from './gate/setup/procedures.ts';
import { companyProcedures } from './gate/company/procedures.ts';
import { historyProcedures } from './gate/history/procedures.ts';
import { inviteEverybody, runInviteEverybody } from './gate/invitation/jobs.ts';
import { outboxProcedures } from './gate/outbox/procedures.ts';
import { pictureProcedures } from './gate/picture/procedures.ts';
import { invitationProcedures } from './gate/invitation/procedures.ts';
import { membershipProcedures } from './gate/membership/procedures.ts';
import { meProcedures } from './gate/me/procedures.ts';
import { personProcedures } from './gate/person/procedures.ts';
import { forgetImport, runForgetImport } from './gate/people-import/jobs.ts';
import { peopleImportProcedures } from './gate/people-import/procedures.ts';
import { keepApart } from './gate/person/queries.ts';
import { gatePersonalData } from './gate/personal-data.ts';
import { personErased } from './gate/privacy/jobs.ts';
import { privacyProcedures } from './gate/privacy/procedures.ts';
import { registerPersonalData } from './gate/privacy/rules.ts';
import { organisationProcedures } from './gate/organisation/procedures.ts';
import { listOwnPersonIds } from './gate/account/queries.ts';
import { agendaProcedures } from './connect/agenda/procedures.ts';
import { availabilityProcedures } from './connect/availability/procedures.ts';
import { notBlocked } from './connect/connection/access.ts';
import { connectionProcedures } from './connect/connection/procedures.ts';
import { contactProcedures } from './connect/contact/procedures.ts';
import { conversationProcedures } from './connect/conversation/procedures.ts';
import { followUpProcedures } from './connect/follow-up/procedures.ts';
import {
	callOffBetween,
	callOffMeetings,
	endImpossibleAt,
	expireMeeting,
	runCallOffBetween,
	runCallOffMeetings,
	runEndImpossibleAt,
	runExpireMeeting
} from './connect/meeting/jobs.ts';
import { meetingProcedures } from './connect/meeting/procedures.ts';
import { runTellRun, tellRun } from './connect/meeting-publication/jobs.ts';
import { computeRun, runComputeRun } from './connect/meeting-run/jobs.ts';
import { meetingRunProcedures } from './connect/meeting-run/procedures.ts';
import { meetingSettingProcedures } from './connect/meeting-setting/procedures.ts';
import { personalCodeProcedures } from './connect/personal-code/procedures.ts';
import { profileProcedures } from './connect/profile/procedures.ts';
import { suggestionProcedures } from './connect/suggestion/procedures.ts';
import { learnSuggestions, runLearnSuggestions } from './connect/suggestion-learning/jobs.ts';
import { suggestionLearningProcedures } from './connect/suggestion-learning/procedures.ts';
import { accessGathering } from './gather/gathering/access.ts';
import { gatheringProcedures } from './gather/gathering/procedures.ts';
import { giveUpSeatsOf } from './gather/registration/commands.ts';
import {
	runTellSeat,
	runTellSeats,
	runTellUntold,
	seatLeft,
	tellSeat,
	tellSeats,
	tellUntold
} from './gather/registration/jobs.ts';
import { doorProcedures } from './gather/door/procedures.ts';
import { guestListProcedures } from './gather/guest-list/procedures.ts';
import { registrationProcedures } from './gather/registration/procedures.ts';
import { forgetImport as forgetGuestList, runForgetImport as runForgetGuestList } from './gather/registration-import/jobs.ts';
import { registrationImportProcedures } from './gather/registration-import/procedures.ts';
import { takesPart } from './gather/registration/queries.ts';
import { programmeProcedures } from './gather/programme/procedures.ts';
import { tellChangesOf, tellProgrammeChanges } from './gather/programme-import/jobs.ts';
import { connectPersonalData } from './connect/personal-data.ts';
import { gatherPersonalData } from './gather/personal-data.ts';
import { makeDemo, runMakeDemo } from './demo/jobs.ts';
import { demoProcedures } from './demo/procedures.ts';
import type { Kernel } from './kernel/kernel.ts';
import { saying, type Context } from './kernel/procedures.ts';

keepApart(notBlocked);
registerPersonalData([...gatePersonalData, ...gatherPersonalData, ...connectPersonalData]);

/** Every procedure of the product, by domain, noun and verb. */
export const router = {
	demo: demoProcedures,
	gate: {
		account: accountProcedures,
		link: linkProcedures,
		openId: openIdProcedures,
		passkey: passkeyProcedures,
		setup: setupProcedures,
		company: companyProcedures,
		history: historyProcedures,
		invitation: invitationProcedures,
		membership: membershipProcedures,
		me: meProcedures,
		organisation: organisationProcedures,
		outbox: outboxProcedures,
		peopleImport: peopleImportProcedures,
		picture: pictureProcedures,
		person: personProcedures,
		privacy: privacyProcedures
	},
	gather: {
		gathering: gatheringProcedures,
		programme: programmeProcedures,
		door: doorProcedures,
		guestList: guestListProcedures,
		registration: registrationProcedures, registrationImport: registrationImportProcedures
	},
	connect: {
		connection: connectionProcedures,
		contact: contactProcedures,
		personalCode: personalCodeProcedures,
		conversation: conversationProcedures,
		profile: profileProcedures,
		suggestion: suggestionProcedures,
		suggestionLearning: suggestionLearningProcedures,
		agenda: agendaProcedures,
		availability: availabilityProcedures,
		followUp: followUpProcedures,
		meeting: meetingProcedures,
		meetingRun: meetingRunProcedures,
		meetingSetting: meetingSettingProcedures
	}
};

export type Router = typeof router;
export type Api = RouterClient<Router>;

/** The router called in process: what pages and forms use. Throws ORPCError with a code, a status and a sentence. */
export const apiFor = (context: Context): Api =>
	createRouterClient(router, { context, interceptors: [saying as never] });

/** The topics of live notices a caller may hear: about each person they are, and gatherings at whose door they may work. */
export async function liveTopics(context: Context, gatheringIds: string[]): Promise<string[]> {
	const { accountId } = context.viewer;
	if (!accountId) return [];
	const { db } = context.kernel.database;
	const mine = (await listOwnPersonIds(db, accountId)).map((id) => `person:${id}`);
	for (const id of gatheringIds.slice(0, 12)) {
		const at = await accessGathering({ ...context, db }, { id }, 'door').catch(() => null);
		if (at) mine.push(`gathering:${id}`);
	}
	return mine;
}

/** Tells each job which function runs it. The only place where news of one domain meets another. */
export function wireJobs(kernel: Kernel): void {
	kernel.jobs.handle(makeDemo, () => runMakeDemo(kernel));
	kernel.jobs.handle(inviteEverybody, (data) => runInviteEverybody(kernel, data));
	kernel.jobs.handle(forgetImport, (data) => runForgetImport(kernel, data));
	kernel.jobs.handle(tellSeat, (data) => runTellSeat(kernel, data));
	kernel.jobs.handle(forgetGuestList, (data) => runForgetGuestList(kernel, data));
	kernel.jobs.handle(tellUntold, (data) => runTellUntold(kernel, data));
	kernel.jobs.handle(tellSeats, async (data) => {
		await runTellSeats(kernel, data);
		if (data.news === 'gathering_cancelled') {
			await runCallOffMeetings(kernel, { gatheringId: data.gatheringId, personId: null });
		}
	});
	kernel.jobs.handle(seatLeft, async (data) => {
		// Meanwhile they may have come back, or still speak there.
		if (!(await takesPart(kernel.database.db, data))) await runCallOffMeetings(kernel, data);
	});
	kernel.jobs.handle(personErased, ({ personId }) =>
		kernel.database.transaction((db) =>
			giveUpSeatsOf({ kernel, db, now: kernel.clock.now() }, { personId })
		)
	);
	kernel.jobs.handle(tellProgrammeChanges, (data) => tellChangesOf(kernel, data));
	kernel.jobs.handle(learnSuggestions, (data) => runLearnSuggestions(kernel, data));
	kernel.jobs.handle(expireMeeting, (data) => runExpireMeeting(kernel, data));
	kernel.jobs.handle(endImpossibleAt, (data) => runEndImpossibleAt(kernel, data));
	kernel.jobs.handle(callOffBetween, (data) => runCallOffBetween(kernel, data));
	kernel.jobs.handle(callOffMeetings, (data) => runCallOffMeetings(kernel, data));
	kernel.jobs.handle(computeRun, (data, ending) => runComputeRun(kernel, data, ending));
	kernel.jobs.handle(tellRun, (data) => runTellRun(kernel, data));
}
