import { defineCommand, runMain, type CommandDef } from 'citty';

// Commands with arguments of different shapes.
type Loader = () => Promise<CommandDef<any>>;

const importing: Record<string, Loader> = {
	programme: () => import('./import-programme.ts').then((m) => m.importProgrammeCommand),
	people: () => import('./import-people.ts').then((m) => m.importPeopleCommand)
};

const commands: Record<string, Loader> = {
	start: () => import('./start.ts').then((m) => m.start),
	worker: () => import('./worker.ts').then((m) => m.worker),
	migrate: () => import('./migrate.ts').then((m) => m.migrateCommand),
	demo: () => import('./demo.ts').then((m) => m.demo),
	invite: () => import('./invite.ts').then((m) => m.inviteCommand),
	doctor: () => import('./doctor.ts').then((m) => m.doctor),
	schedule: () => import('./schedule.ts').then((m) => m.scheduleCommand),
};

const gerbang = defineCommand({
	meta: {
		name: 'gerbang',
		description: 'The place of your association, where people gather and stay connected.'
	},
	subCommands: {
		...commands,
		...(Object.keys(importing).length && {
			import: defineCommand({
				meta: { name: 'import', description: 'Bring in a programme or people from a file.' },
				subCommands: importing as never
			})
		})
	} as never
});

/** Runs the `gerbang` command line. */
export const main = (): Promise<void> => runMain(gerbang);
