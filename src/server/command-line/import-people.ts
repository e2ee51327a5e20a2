import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { styleText } from 'node:util';
import { defineCommand } from 'citty';
import { applyImport, discardImport, uploadPeople } from '../gate/people-import/commands.ts';
import { inviteAllMembers } from '../gate/invitation/commands.ts';
import { findImport, writeProblems } from '../gate/people-import/queries.ts';
import type { PeopleImportView } from '../gate/people-import/schema.ts';
import { readConfig } from '../kernel/config.ts';
import { migrate } from '../kernel/database.ts';
import { refusals } from '../kernel/errors.ts';
import { openKernel, type Kernel } from '../kernel/kernel.ts';
import { reachDatabase } from '../start.ts';
import { asOwner, chooseOrganisation, makeFirstOrganisation } from './as-owner.ts';
import { refusing } from './refusing.ts';

const fail = refusals({
	FILE_UNREADABLE: {
		status: 422,
		id: '"{file}" tidak bisa dibuka ({reason}).',
		en: '"{file}" cannot be opened ({reason}).'
	}
});

export interface PeopleImportOptions {
	organisation?: string | undefined;
	/** Whether everybody becomes a member; else only those the list gives a role. */
	asMembers: boolean;
	/** Nothing is written, only said. */
	dryRun: boolean;
	/** Invites the members nobody signs in as yet. */
	invite: boolean;
}

export interface PeopleImportResult {
	preview: PeopleImportView;
	/** The rows that are left out, as a CSV to mend. */
	problems: string;
	invited: number;
	address: string;
	ownerLink: string | null;
}

/**
 * Imports a list of people as an owner of the organisation; without any organisation yet, makes a first one. All of
 * it is one transaction. A dry run leaves nothing behind.
 */
export async function importPeopleFile(
	kernel: Kernel,
	file: { name: string; content: Uint8Array },
	options: PeopleImportOptions
): Promise<PeopleImportResult> {
	const present = await chooseOrganisation(kernel, options.organisation);
	const first = present ? null : await makeFirstOrganisation(kernel, 'Asia/Jakarta');
	const home = present ?? first!.organisation;
	return asOwner(kernel, home.id, async (context) => {
		const organisation = home.slug;
		const { asMembers } = options;
		const { id: importId } = await uploadPeople(context, {
			organisation,
			fileName: file.name,
			bytes: file.content
		});
		const one = { organisation, importId, asMembers };
		const preview = await findImport(context, { ...one, show: 'problems', limit: 500, offset: 0 });
		const { text: problems } = await writeProblems(context, one);
		if (options.dryRun) await discardImport(context, one);
		else await applyImport(context, one);
		const invited =
			options.invite && !options.dryRun
				? (await inviteAllMembers(context, { organisation })).count
				: 0;
		return {
			preview,
			problems,
			invited,
			address: `${kernel.config.origin}/${organisation}/admin/members`,
			ownerLink: first?.ownerLink ?? null
		};
	});
}

function openFile(path: string): { name: string; content: Uint8Array } {
	try {
		return { name: basename(path), content: readFileSync(path) };
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		return fail('FILE_UNREADABLE', { file: path, reason: code ?? message });
	}
}

function report({ preview, ...done }: PeopleImportResult, dryRun: boolean): void {
	const { counts } = preview;
	for (const row of preview.rows.slice(0, 40)) {
		const said = row.problems.map(({ says }) => says).join(' ');
		const mark = row.action === 'leave_out' ? styleText('red', '×') : styleText('yellow', '!');
		console.log(`  ${mark} row ${row.number}${row.name ? ` ${row.name}` : ''}: ${said}`);
	}
	if (preview.total > 40) console.log(`  … and ${preview.total - 40} more rows with a problem`);
	console.log(
		`${dryRun ? 'Would be' : 'Done'}: ${counts.created} new, ${counts.updated} brought up to date, ${counts.same} as they were, ${counts.joined} become members, ${counts.leftOut} left out.`
	);
	if (done.invited) console.log(`Inviting ${done.invited} members in the background.`);
	if (!dryRun) console.log(done.address);
	if (done.ownerLink) {
		console.log(
			`There was no organisation yet, so a first one was made. Open this once to become its owner: ${done.ownerLink}`
		);
	}
}

export const importPeopleCommand = defineCommand({
	meta: {
		name: 'people',
		description:
			'Import people from a CSV file (any separator and column order, headers in Indonesian or English). Importing it again updates instead of duplicating.'
	},
	args: {
		file: { type: 'positional', required: true, description: 'The CSV file.' },
		organisation: {
			type: 'string',
			description: 'Slug of the organisation; may be left out where there is one.'
		},
		members: {
			type: 'boolean',
			default: true,
			description: 'Everybody becomes a member (--no-members: only those the list gives a role).'
		},
		'dry-run': {
			type: 'boolean',
			default: false,
			description: 'Say what would happen, and write nothing.'
		},
		invite: {
			type: 'boolean',
			default: false,
			description: 'Invite the members nobody signs in as yet.'
		},
		problems: {
			type: 'string',
			description: 'Write the rows that are left out to this file, with the reasons.'
		}
	},
	run: ({ args }) =>
		refusing(async () => {
			const file = openFile(args.file);
			const config = readConfig(process.env);
			const database = await reachDatabase(config);
			try {
				await migrate(database.url);
				const kernel = await openKernel({ config, databaseUrl: database.url, serves: false });
				try {
					const dryRun = args['dry-run'];
					const done = await importPeopleFile(kernel, file, {
						organisation: args.organisation,
						asMembers: args.members,
						dryRun,
						invite: args.invite
					});
					report(done, dryRun);
					if (args.problems && done.preview.counts.leftOut) {
						writeFileSync(args.problems, done.problems);
						console.log(`Left out rows: ${args.problems}`);
					}
				} finally {
					await kernel.close();
				}
			} finally {
				await database.stop();
			}
		})
});
