/** A short word about what just happened, at the foot of the screen; `undo` adds a button that takes it back. */
export interface Toast {
	id: number;
	text: string;
	kind: 'done' | 'lost';
	undo?: () => void;
}

/** What the frame shows at this moment. Browser only: nothing on the server may write here. */
export const toasts = $state<Toast[]>([]);
let last = 0;

/** Says a word to the person: "Tersimpan". Stays six seconds (ten with `undo`), longer while pointed at. */
export function say(text: string, options: { kind?: Toast['kind']; undo?: () => void } = {}): void {
	if (typeof window === 'undefined') return;
	toasts.push({ id: ++last, text, kind: options.kind ?? 'done', undo: options.undo });
	if (toasts.length > 3) toasts.shift();
}

/** Takes a word away. */
export function unsay(id: number): void {
	const at = toasts.findIndex((toast) => toast.id === id);
	if (at >= 0) toasts.splice(at, 1);
}
