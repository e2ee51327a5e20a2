import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { changeSetting } from './commands.ts';
import { findOverview, findSetting, listMeetings, previewSetting } from './queries.ts';
import {
	EffectShape,
	ListQuestion,
	MeetingListShape,
	OverviewShape,
	SettingChange,
	SettingShape
} from './schema.ts';

const tags = ['meeting'];
const OfGathering = z.object({ gatheringId: z.uuid() });

export const meetingSettingProcedures = {
	find: read
		.route({
			method: 'GET',
			path: '/gatherings/{gatheringId}/meeting-setting',
			tags,
			summary: 'Find the meeting setting',
			description:
				"Slots, hours, tables and limits of a gathering's meetings, or good ones to start with, and how many tables are suggested. For those who manage the gathering."
		})
		.input(OfGathering)
		.output(SettingShape)
		.handler(({ context, input }) => findSetting(context, input)),
	preview: read
		.route({
			method: 'POST',
			path: '/gatherings/{gatheringId}/meeting-setting/preview',
			tags,
			summary: 'See what a change would do',
			description:
				'What other hours or tables would do to the meetings that stand: which get another table or time, which are called off. Nothing is saved.'
		})
		.input(SettingChange)
		.output(EffectShape)
		.handler(({ context, input }) => previewSetting(context, input)),
	change: write
		.route({
			method: 'PUT',
			path: '/gatherings/{gatheringId}/meeting-setting',
			tags,
			summary: 'Change the meeting setting',
			description:
				'Saves slots, hours, tables and limits. Where meetings that stand are touched, it is refused until `confirm` holds the key of the effect that was previewed; then they are moved or called off and their people told.'
		})
		.input(SettingChange.extend({ confirm: z.string().max(40).nullish() }))
		.output(SettingShape)
		.handler(({ context, input }) => changeSetting(context, input)),
	overview: read
		.route({
			method: 'GET',
			path: '/gatherings/{gatheringId}/meetings/overview',
			tags,
			summary: 'See how the meetings stand',
			description:
				'Counts by state and outcome, who came, and which tables are in use in which slot. For those who manage the gathering.'
		})
		.input(OfGathering)
		.output(OverviewShape)
		.handler(({ context, input }) => findOverview(context, input)),
	list: read
		.route({
			method: 'GET',
			path: '/gatherings/{gatheringId}/meetings',
			tags,
			summary: 'List the meetings of a gathering',
			description:
				"Every meeting and request with its people, time and table, searched by name, for those who manage the gathering. What a meeting is about is its people's alone."
		})
		.input(ListQuestion)
		.output(MeetingListShape)
		.handler(({ context, input }) => listMeetings(context, input))
};
