/** What connect may use of gather. */
export {
	accessGathering,
	standsAt,
	type Gathering,
	type GatheringNeed,
	type GatheringStanding
} from './gathering/access.ts';
export { fellowsOf, listSharedGatheringIds, peopleAt } from './registration/queries.ts';
export {
	findGatheringLines,
	listAgendaGatherings,
	listAgendaSessions,
	listStarredTimes,
	listTalks,
	type AgendaGathering,
	type AgendaSession,
	type GatheringLine
} from './agenda/queries.ts';
export { countProgramme } from './programme/queries.ts';
