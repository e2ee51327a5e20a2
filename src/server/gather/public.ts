/** What connect may use of gather. */
export {
	accessGathering,
	standsAt,
	type Gathering,
	type GatheringNeed,
	type GatheringStanding
} from './gathering/access.ts';
export { fellowsOf, listNewcomers, listSharedGatheringIds, peopleAt } from './registration/queries.ts';
export {
	findGatheringLines,
	listAgendaGatherings,
	listAgendaSessions,
	listStarredTimes,
	listStars,
	listTalks,
	type AgendaGathering,
	type AgendaSession,
	type GatheringLine
} from './agenda/queries.ts';
export { countProgramme } from './programme/queries.ts';
