import { defineCommand, runMain, type ArgsDef, type CommandDef } from 'citty';

// Commands with arguments of different shapes.
type Loader = () => Promise<CommandDef<any>>;

/** The command, which refuses what it has no use for: a misspelt option would otherwise change what is done, unsaid. */
function strict(command: CommandDef<any>): CommandDef<any> {
	return {
		...command,
		run(context) {
			const known = Object.entries((command.args ?? {}) as ArgsDef);
			const named = new Set(known.flatMap(([name, arg]) => [name, camel(name), ...[(arg as { alias?: string | string[] }).alias ?? []].flat()]));
			const strange = Object.keys(context.args).find((name) => name !== '_' && !named.has(name));
			const more = (context.args._ as string[])[known.filter(([, arg]) => arg.type === 'positional').length];
			if (strange === undefined && more === undefined) return command.run?.(context);
			const what = strange === undefined ? JSON.stringify(more) : `${strange.length > 1 ? '--' : '-'}${strange}`;
			console.error(`What is ${what}? Nothing was done. Add --help to see what this command takes.`);
			process.exit(1);
		}
	};
}

const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const strictly = (loaders: Record<string, Loader>) =>
	Object.fromEntries(Object.entries(loaders).map(([name, load]) => [name, () => load().then(strict)]));

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
		...strictly(commands),
		...(Object.keys(importing).length && {
			import: defineCommand({
				meta: { name: 'import', description: 'Bring in a programme or people from a file.' },
				subCommands: strictly(importing) as never
			})
		})
	} as never
});

/** Runs the `gerbang` command line. */
export const main = (): Promise<void> => runMain(gerbang);
