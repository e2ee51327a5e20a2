/** The number a gathering's small chances are drawn from: always the same for one gathering. */
export const seedOf = (gatheringId: string): number =>
	Number.parseInt(gatheringId.slice(-8), 16) | 0;

/** How long stars, connections and answers may be old, and a crowd that changed a little go without being prepared anew, in milliseconds. */
export const staleFor = 60_000;

/** For how long somebody is new at a gathering, in milliseconds. */
export const newFor = 2 * 24 * 60 * 60 * 1000;

/** Whether so few of a crowd changed that they are taken in one by one. */
export const fewChanged = (changed: number, size: number): boolean =>
	changed <= Math.max(3, size / 20);
