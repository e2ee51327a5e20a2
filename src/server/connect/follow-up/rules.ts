/** A promise as it stands. */
export interface PromiseNow {
	dueOn: string;
	keptAt: Date | null;
	droppedAt: Date | null;
}

export const isOpenPromise = (promise: PromiseNow): boolean =>
	!promise.keptAt && !promise.droppedAt;

/** True if an open promise's date has come; `today` is the civil date where its reader is. */
export const isDue = (promise: PromiseNow, today: string): boolean =>
	isOpenPromise(promise) && promise.dueOn <= today;
