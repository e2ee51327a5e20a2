import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn } from '#server/gate/account/tables.ts';
import { challenge } from '#server/gate/challenge/tables.ts';
import { issuePersonalLink } from '#server/gate/link/commands.ts';
import { organisation } from '#server/gate/organisation/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import { ensureOwnerLink } from '#server/gate/setup/commands.ts';
import { testProduct, type TestProduct } from '../database.ts';
import { makeOrganisation } from '../factories.ts';
import { Browser, otherCode, readCode } from '../sign-in-browser.ts';
import { withoutRowLocks } from '../unlocked.ts';

let t: TestProduct;
beforeAll(async () => void (t = await testProduct({ environment: { LOG_LEVEL: 'silent' } })));
afterAll(() => t?.close());

const codeOf = (error: unknown) => (error as { code?: string }).code ?? 'BUG';
const outcomes = async (calls: Promise<unknown>[]) => {
	const counts: Record<string, number> = {};
	for (const result of await Promise.allSettled(calls)) {
		const key = result.status === 'fulfilled' ? 'done' : codeOf(result.reason);
		counts[key] = (counts[key] ?? 0) + 1;
	}
	return counts;
};

let count = 0;
async function askFor(): Promise<{ email: string; code: string }> {
	const email = `balapan-${++count}@mitra.co.id`;
	await new Browser(t).call((api) => api.gate.account.requestCode({ email }));
	return { email, code: await readCode(t, email) };
}

const guessAtOnce = (email: string, codes: string[]) =>
	outcomes(
		codes.map((code) => new Browser(t).call((api) => api.gate.account.signInWithCode({ email, code })))
	);

test('of 50 guesses at once five are tried, and the right one among the rest gets nowhere', async () => {
	const { email, code } = await askFor();
	const wrong = await guessAtOnce(email, Array.from({ length: 50 }, (_, n) => otherCode(code, n + 1)));
	expect(wrong).toEqual({ CODE_WRONG: 4, CODE_SPENT: 46 });
	expect(await guessAtOnce(email, Array.from({ length: 10 }, () => code))).toEqual({ CODE_SPENT: 10 });
});

test('control: without the row lock more than five are tried', async () => {
	const { email, code } = await askFor();
	const guesses = Array.from({ length: 50 }, (_, n) => otherCode(code, n + 1));
	const seen = await withoutRowLocks(() => guessAtOnce(email, guesses));
	// What is judged beyond the fifth runs into the constraint, which is a bug's answer and not a refusal.
	expect(seen.CODE_SPENT ?? 0).toBeLessThan(46);
});

test('one right code, sent 50 times at once, signs in once', async () => {
	const { email, code } = await askFor();
	const seen = await guessAtOnce(email, Array.from({ length: 50 }, () => code));
	expect(seen).toEqual({ done: 1, CODE_ENDED: 49 });
});

test('control: without the row lock it signs in more often', async () => {
	const { email, code } = await askFor();
	const seen = await withoutRowLocks(() => guessAtOnce(email, Array.from({ length: 50 }, () => code)));
	expect(seen.done).toBeGreaterThan(1);
});

async function issueLink(): Promise<{ token: string; personId: string }> {
	const { id: organisationId } = await makeOrganisation(t);
	const { db } = t.kernel.database;
	const [row] = await db.insert(person).values({ organisationId, name: 'Sari' }).returning({ id: person.id });
	const { token } = await t.kernel.database.transaction((tx) =>
		issuePersonalLink(
			{ kernel: t.kernel, db: tx, now: t.clock.now() },
			{
				personId: row!.id,
				purpose: 'ticket',
				path: '/x/g/y/ticket',
				expiresAt: new Date(t.clock.now().getTime() + 86_400_000)
			}
		)
	);
	return { token, personId: row!.id };
}

const openAtOnce = (token: string) =>
	outcomes(Array.from({ length: 30 }, () => new Browser(t).call((api) => api.gate.link.open({ token }))));

test('a personal link pressed by 30 at once signs one in', async () => {
	const { token, personId } = await issueLink();
	expect(await openAtOnce(token)).toEqual({ done: 1, LINK_NO_ADDRESS: 29 });
	const [row] = await t.kernel.database.db.select().from(person).where(eq(person.id, personId));
	const made = await t.kernel.database.db.select().from(signIn).where(eq(signIn.accountId, row!.accountId!));
	expect(made).toHaveLength(1);
});

test('control: without the row locks it signs in several', async () => {
	const { token } = await issueLink();
	const seen = await withoutRowLocks(() => openAtOnce(token));
	expect(seen.done).toBeGreaterThan(1);
});

test('the owner link makes one organisation, however many hold it at once', async () => {
	const empty = await testProduct();
	try {
		const url = await empty.kernel.database.transaction((tx) =>
			ensureOwnerLink({ kernel: empty.kernel, db: tx, now: empty.clock.now() })
		);
		const link = new URL(url!).searchParams.get('link')!;
		const seen = await outcomes(
			Array.from({ length: 20 }, (_, n) =>
				new Browser(empty).call((api) =>
					api.gate.setup.create({
						link,
						name: `Asosiasi ${n}`,
						slug: `asosiasi-${n}`,
						locale: 'id',
						timeZone: 'Asia/Jakarta',
						ownerName: 'Ibu Ratna',
						ownerEmail: `ratna-${n}@mitra.co.id`
					})
				)
			)
		);
		expect(seen).toEqual({ done: 1, SETUP_LINK_NEEDED: 19 });
		expect(await empty.kernel.database.db.$count(organisation)).toBe(1);
		expect(await empty.kernel.database.db.$count(challenge)).toBe(0);
	} finally {
		await empty.close();
	}
});

test('many proofs of one address at once make one account', async () => {
	const email = `serentak-${++count}@mitra.co.id`;
	const { proveAddress } = await import('#server/gate/account/commands.ts');
	const viewer = await new Browser(t).viewer();
	const prove = () =>
		t.kernel.database.transaction((tx) =>
			proveAddress({ ...t.product.contextFor(viewer), db: tx, now: t.clock.now() }, { email })
		);
	const accounts = await Promise.all(Array.from({ length: 15 }, prove));
	expect(new Set(accounts).size).toBe(1);
});
