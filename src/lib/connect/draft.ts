import type { Attachment } from 'svelte/attachments';

/**
 * Keeps what is typed into a field on this device until `forgetDraft`, so that a reload or a lost network takes
 * nothing: `<textarea {@attach keepDraft('thread:…')}>`. What the server put into the field goes first.
 */
export function keepDraft(key: string, restored?: (text: string) => void): Attachment<HTMLTextAreaElement | HTMLInputElement> {
	return (field) => {
		const name = `draft:${key}`;
		const kept = read(name);
		if (kept && !field.value) {
			field.value = kept;
			field.dispatchEvent(new Event('input', { bubbles: true }));
			restored?.(kept);
		}
		const keep = () => write(name, field.value);
		field.addEventListener('input', keep);
		return () => field.removeEventListener('input', keep);
	};
}

export const forgetDraft = (key: string): void => write(`draft:${key}`, '');

// A browser may refuse its storage (private windows, full disks): then nothing is kept, and nothing breaks.
export function read(name: string): string {
	try {
		return localStorage.getItem(name) ?? '';
	} catch {
		return '';
	}
}

export function write(name: string, text: string): void {
	try {
		if (text) localStorage.setItem(name, text);
		else localStorage.removeItem(name);
	} catch {
		// Nothing to do.
	}
}
