import { apiFor, type Api } from '#server/app.ts';
import type { Viewer } from '#server/kernel/procedures.ts';
import type { TestProduct } from './database.ts';

/** A browser as the product sees one: keeps the sign-in's cookie from call to call. */
export class Browser {
	token: string | null = null;
	readonly #t: TestProduct;
	readonly #about: { address: string; userAgent: string | null };

	constructor(t: TestProduct, about: { address?: string; userAgent?: string | null } = {}) {
		this.#t = t;
		this.#about = { address: about.address ?? freshAddress(), userAgent: about.userAgent ?? null };
	}

	/** Who this browser is to the product now. */
	viewer(): Promise<Viewer> {
		const { product } = this.#t;
		return product.findViewer({ token: this.token, locale: 'en', acceptLanguage: null, ...this.#about });
	}

	/** Calls a procedure, and keeps the cookie it answers with. */
	async call<T>(work: (api: Api) => Promise<T>): Promise<T> {
		const context = this.#t.product.contextFor(await this.viewer());
		const result = await work(apiFor(context));
		if (context.reply.signInToken !== undefined) this.token = context.reply.signInToken?.token ?? null;
		return result;
	}

	/** Asks for a code, reads the mail, and gives it back: signed in. */
	async signIn(email: string): Promise<this> {
		await this.call((api) => api.gate.account.requestCode({ email }));
		const code = await readCode(this.#t, email);
		await this.call((api) => api.gate.account.signInWithCode({ email, code }));
		return this;
	}

	/** The account this browser is signed in as. */
	async accountId(): Promise<string | null> {
		return (await this.viewer()).accountId;
	}
}

let count = 0;

/** A network address nobody used in this run: limits by network do not meet. */
export const freshAddress = (): string => `198.18.${++count >> 8}.${count & 255}`;

/** The six digits of the last mail to an address. */
export async function readCode(t: TestProduct, email: string): Promise<string> {
	await t.drain();
	const letter = t.mails.findLast((mail) => mail.toAddress === email && mail.kind === 'sign-in-code');
	const code = /\b\d{6}\b/.exec(letter?.text ?? '')?.[0];
	if (!code) throw new Error(`No code went to ${email}.`);
	return code;
}

/** Another code than this one. */
export const otherCode = (code: string, by = 1): string => String((Number(code) + by) % 1_000_000).padStart(6, '0');
