import { getContext, setContext } from 'svelte';

const key = Symbol('setup');

/** How the organisation that is being made will look: what is typed shows at once in the frame around it. */
export interface Look {
	colour: string;
}
export const setLook = (look: Look): Look => setContext(key, look);
export const getLook = (): Look => getContext(key);
