import { defineJob } from '#server/kernel/jobs.ts';
import type { Kernel } from '#server/kernel/kernel.ts';
import { inviteSomeMembers } from './commands.ts';

/** Invites the members of a list who were never asked, a hundred at a time. */
export const inviteEverybody = defineJob<{ organisationId: string; byPersonId: string }>(
	'invitation.invite-everybody'
);

export async function runInviteEverybody(
	kernel: Kernel,
	data: { organisationId: string; byPersonId: string }
): Promise<void> {
	for (;;) {
		const count = await kernel.database.transaction((tx) =>
			inviteSomeMembers({ db: tx, now: kernel.clock.now(), kernel }, data)
		);
		if (!count) return;
	}
}
