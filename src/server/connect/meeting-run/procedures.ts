import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { publishRun, rollBackRun } from '../meeting-publication/commands.ts';
import { previewPublication, previewRollback } from '../meeting-publication/queries.ts';
import { PreviewShape, RollbackPreviewShape } from '../meeting-publication/schema.ts';
import { deleteRun, startRun, stopRun } from './commands.ts';
import { compareRuns, findRun, listRefusals, listRunMeetings, listRuns } from './queries.ts';
import {
	CompareRuns,
	ComparisonShape,
	MeetingQuestion,
	OfGathering,
	OneRun,
	PlacedListShape,
	RefusalListShape,
	RefusalQuestion,
	RunListShape,
	RunPageShape,
	RunShape,
	StartRun
} from './schema.ts';

const tags = ['meeting'];
const runs = '/gatherings/{gatheringId}/meeting-runs';
const one = `${runs}/{number}` as const;

export const meetingRunProcedures = {
	list: read
		.route({
			method: 'GET',
			path: runs,
			tags,
			summary: 'List the meeting runs',
			description:
				'Every draft and published run of the engine over the wishes of a gathering, the latest first, and how many people, wishes, slots and tables one started now would have. For those who manage the gathering.'
		})
		.input(OfGathering)
		.output(RunListShape)
		.handler(({ context, input }) => listRuns(context, input)),
	start: write
		.route({
			method: 'POST',
			path: runs,
			tags,
			summary: 'Schedule the wishes',
			description:
				'Starts a run: gives the wished-for meetings of the people who take part slots and tables, as a draft that nobody is told of. Agreed meetings stand. One run of a gathering at a time; it is computed in the background.'
		})
		.input(StartRun)
		.output(RunShape)
		.handler(({ context, input }) => startRun(context, input)),
	find: read
		.route({
			method: 'GET',
			path: one,
			tags,
			summary: 'Find a meeting run',
			description:
				'How far a run is, its figures, its meetings by slot beside the tables, how many people have how many, and how often which reason kept a wish from being granted.'
		})
		.input(OneRun)
		.output(RunPageShape)
		.handler(({ context, input }) => findRun(context, input)),
	listMeetings: read
		.route({
			method: 'GET',
			path: `${one}/meetings`,
			tags,
			summary: 'List the meetings of a run',
			description: 'By slot and table, searched by the names of their people, page by page.'
		})
		.input(MeetingQuestion)
		.output(PlacedListShape)
		.handler(({ context, input }) => listRunMeetings(context, input)),
	listRefusals: read
		.route({
			method: 'GET',
			path: `${one}/refusals`,
			tags,
			summary: 'List the wishes a run does not grant',
			description:
				'Each pair with the reason in words. Who of the two wished it is not said; where one of them wants no meeting with the other, the pair is not there at all.'
		})
		.input(RefusalQuestion)
		.output(RefusalListShape)
		.handler(({ context, input }) => listRefusals(context, input)),
	compare: read
		.route({
			method: 'GET',
			path: `${runs}/{first}/compared-to/{second}`,
			tags,
			summary: 'Compare two meeting runs',
			description: 'Which pairs meet in one of the two only, which at another time or table, and how many people that concerns.'
		})
		.input(CompareRuns)
		.output(ComparisonShape)
		.handler(({ context, input }) => compareRuns(context, input)),
	stop: write
		.route({
			method: 'POST',
			path: `${one}/stop`,
			tags,
			summary: 'Stop a meeting run',
			description: 'Ends a run that is being computed; its best schedule so far is its draft.'
		})
		.input(OneRun)
		.output(RunShape)
		.handler(({ context, input }) => stopRun(context, input)),
	delete: write
		.route({
			method: 'DELETE',
			path: one,
			tags,
			summary: 'Delete a draft',
			description: 'Removes a run that was never published.'
		})
		.input(OneRun)
		.output(z.object({ number: z.number().int() }))
		.handler(({ context, input }) => deleteRun(context, input)),
	preview: read
		.route({
			method: 'GET',
			path: `${one}/publication`,
			tags,
			summary: 'See what publishing would do',
			description:
				'What of a draft can still be held, what would be left out and why, which requests it would close, and who would be told. Nothing is saved.'
		})
		.input(OneRun)
		.output(PreviewShape)
		.handler(({ context, input }) => previewPublication(context, input)),
	publish: write
		.route({
			method: 'POST',
			path: `${one}/publication`,
			tags,
			summary: 'Publish a meeting run',
			description:
				"Makes the draft's meetings agreed ones, leaves out what no longer fits, and tells everybody concerned once, with one calendar file. A second call changes nothing."
		})
		.input(OneRun)
		.output(RunShape)
		.handler(({ context, input }) => publishRun(context, input)),
	previewRollback: read
		.route({
			method: 'GET',
			path: `${one}/rollback`,
			tags,
			summary: 'See what rolling back would do',
			description: 'Which meetings of a published run would be called off, which would stay, and who would be told.'
		})
		.input(OneRun)
		.output(RollbackPreviewShape)
		.handler(({ context, input }) => previewRollback(context, input)),
	rollBack: write
		.route({
			method: 'POST',
			path: `${one}/rollback`,
			tags,
			summary: 'Roll a published run back',
			description:
				'Calls off the meetings the run made that are still to come and that its people have not moved, and tells them once. A second call changes nothing.'
		})
		.input(OneRun)
		.output(RunShape)
		.handler(({ context, input }) => rollBackRun(context, input))
};
