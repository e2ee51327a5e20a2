import { defineCommand } from 'citty';
import { z } from 'zod';
import { inviteMembers } from '../gate/invitation/commands.ts';
import type { Invited } from '../gate/invitation/schema.ts';
import type { Role } from '../gate/membership/tables.ts';
import { readConfig } from '../kernel/config.ts';
import { migrate } from '../kernel/database.ts';
import { refusals } from '../kernel/errors.ts';
import { openKernel, type Kernel } from '../kernel/kernel.ts';
import { reachDatabase } from '../start.ts';
import { asOwner, chooseOrganisation, makeFirstOrganisation } from './as-owner.ts';
import { refusing } from './refusing.ts';

const fail = refusals({
	ADDRESS_UNREADABLE: {
		status: 422,
		id: '"{email}" bukan alamat surel.',
		en: '"{email}" is no e-mail address.'
	},
	ROLE_UNKNOWN: {
		status: 422,
		id: 'Peran "{role}" tidak ada; pilih owner, organiser, atau member.',
		en: 'There is no role "{role}"; choose owner, organiser or member.'
	}
});

/** Invites one address as an owner of the organisation; without any organisation yet, makes a first one. */
export async function inviteAddress(
	kernel: Kernel,
	input: {
		email: string;
		role: string;
		name?: string | undefined;
		organisation?: string | undefined;
	}
): Promise<{ invited: Invited; organisation: string; ownerLink: string | null }> {
	const { email, role, name } = input;
	if (!z.email().safeParse(email).success) fail('ADDRESS_UNREADABLE', { email });
	if (!['owner', 'organiser', 'member'].includes(role)) fail('ROLE_UNKNOWN', { role });
	const present = await chooseOrganisation(kernel, input.organisation);
	const first = present ? null : await makeFirstOrganisation(kernel, 'Asia/Jakarta');
	const home = present ?? first!.organisation;
	const [invited] = await asOwner(kernel, home.id, (context) =>
		inviteMembers(context, {
			organisation: home.slug,
			role: role as Role,
			people: [{ email, name }]
		})
	);
	return { invited: invited!, organisation: home.name, ownerLink: first?.ownerLink ?? null };
}

export const inviteCommand = defineCommand({
	meta: {
		name: 'invite',
		description:
			'Invite somebody by their address: a letter, and a link made to be sent by WhatsApp.'
	},
	args: {
		email: { type: 'positional', required: true, description: 'The e-mail address.' },
		role: { type: 'string', default: 'member', description: 'owner, organiser or member.' },
		name: { type: 'string', description: 'Their name; made from the address when left out.' },
		organisation: {
			type: 'string',
			description: 'Slug of the organisation; may be left out where there is one.'
		}
	},
	run: ({ args }) =>
		refusing(async () => {
			const config = readConfig(process.env);
			const database = await reachDatabase(config);
			try {
				await migrate(database.url);
				const kernel = await openKernel({ config, databaseUrl: database.url, serves: false });
				try {
					const { invited, organisation, ownerLink } = await inviteAddress(kernel, args);
					if (!invited.invitation)
						console.log(`${invited.email} is a member of ${organisation} already.`);
					else {
						const how = kernel.mail.leaves
							? 'A letter is on its way'
							: 'No mail server: the letter waits in the outbox';
						console.log(
							`${invited.email} is invited to ${organisation} as ${invited.invitation.role}. ${how}.`
						);
						console.log(`Their link: ${invited.invitation.link}`);
						console.log(`By WhatsApp: ${invited.invitation.whatsApp}`);
					}
					if (ownerLink) {
						console.log(
							`There was no organisation yet, so a first one was made. Open this once to become its owner: ${ownerLink}`
						);
					}
				} finally {
					await kernel.close();
				}
			} finally {
				await database.stop();
			}
		})
});
