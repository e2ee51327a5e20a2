import { styleText } from 'node:util';
import { defineCommand } from 'citty';
import { examine, type Finding } from '../operate/doctor.ts';
import { refusing } from './refusing.ts';

const marks = { good: ['green', '✓'], warning: ['yellow', '!'], bad: ['red', '✗'] } as const;

export const doctor = defineCommand({
	meta: {
		name: 'doctor',
		description:
			'Look at configuration, database, mail, disk, clock and web, and say what to do. Changes nothing.'
	},
	args: { json: { type: 'boolean', description: 'Print the findings as JSON.', default: false } },
	run: ({ args }) =>
		refusing(async () => {
			const findings = await examine(process.env);
			console.log(args.json ? JSON.stringify(findings, null, '\t') : findings.map(line).join('\n'));
			if (findings.some(({ state }) => state === 'bad')) process.exitCode = 1;
		})
});

function line({ subject, state, says, todo }: Finding): string {
	const [colour, mark] = marks[state];
	const first = `${styleText(colour, mark)} ${subject.padEnd(13)}  ${says}`;
	return todo ? `${first}\n${' '.repeat(17)}${styleText('dim', '→')} ${todo}` : first;
}
