import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { listDemoRoles, loadDemo, removeDemo } from '#server/demo/load.ts';
import { testProduct, type TestProduct } from './database.ts';

// What people see of the demo, by names, and by times counted from the summit's first day.
const seen = {
	people: sql`select p.name, p.call_name, p.title, c.name as company, p.city, p.offers, p.needs, m.role
		from gate.person p join gate.company c on c.id = p.company_id left join gate.membership m on m.person_id = p.id order by p.name`,
	gatherings: sql`select title, city, audience, starts_at - (select min(starts_at) from gather.gathering where capacity > 100) as after
		from gather.gathering order by title`,
	registrations: sql`select p.name, g.title, r.status from gather.registration r
		join gate.person p on p.id = r.person_id join gather.gathering g on g.id = r.gathering_id order by 1, 2`,
	sessions: sql`select s.title, s.starts_at - g.starts_at as after, r.name as room,
			(select count(*) from gather.star where session_id = s.id) as stars,
			(select array_agg(k.name order by k.name) from gather.session_speaker x join gather.speaker k on k.id = x.speaker_id where x.session_id = s.id) as speakers
		from gather.session s join gather.gathering g on g.id = s.gathering_id left join gather.room r on r.id = s.room_id order by 1, 2, 3`,
	connections: sql`select a.name as asker, least(l.name, h.name) as one, greatest(l.name, h.name) as other, c.state, c.line
		from connect.connection c join gate.person a on a.id = c.asked_by_person_id
		join gate.person l on l.id = c.low_person_id join gate.person h on h.id = c.high_person_id order by 1, 2, 3`,
	wishes: sql`select a.name as from_name, b.name as to_name, w.wish from connect.preference w
		join gate.person a on a.id = w.by_person_id join gate.person b on b.id = w.person_id order by 1, 2`,
	messages: sql`select p.name, m.text, count(*) from connect.message m join gate.person p on p.id = m.person_id group by 1, 2 order by 1, 2`,
	meetings: sql`select a.name as asker, (select array_agg(p.name order by p.name) from connect.meeting_person x join gate.person p on p.id = x.person_id where x.meeting_id = m.id) as people,
			m.state, m.line, lower(m.during) - g.starts_at as after, t.name as table_name,
			(select array_agg(x.starts_at - g.starts_at order by x.starts_at) from connect.meeting_proposal x where x.meeting_id = m.id) as proposed
		from connect.meeting m join gate.person a on a.id = m.asked_by_person_id join gather.gathering g on g.id = m.gathering_id
		left join connect.meeting_table t on t.id = m.table_id order by 1, 2`
};

async function look(t: TestProduct) {
	const found: Record<string, unknown[]> = {};
	for (const [name, query] of Object.entries(seen)) found[name] = (await t.kernel.database.db.execute(query)).rows;
	found.roles = (await listDemoRoles(t.kernel)).map(({ name, part }) => ({ name, part }));
	return JSON.parse(JSON.stringify(found)) as Record<string, Record<string, unknown>[]>;
}

test('the demo is the same from the same seed, at whatever time of the day it is made, and made once however many ask', async () => {
	const products = [await testProduct(), await testProduct()];
	try {
		products[0]!.clock.set('2027-03-13T16:59:30Z');
		products[1]!.clock.set('2027-08-01T01:10:00Z');
		const made = await Promise.all([...products, products[1]!].map(({ kernel }) => loadDemo(kernel, { seed: 2026 })));
		expect(made.map(({ isNew }) => isNew).sort()).toEqual([false, true, true]);
		const [night, morning] = [await look(products[0]!), await look(products[1]!)];
		for (const name of Object.keys(night)) expect(night[name], name).toEqual(morning[name]);
		expect(night.people).toHaveLength(600);
		expect(night.gatherings).toHaveLength(4);
		expect(night.roles!.map(({ part }) => part)).toEqual(['organiser', 'speaker', 'member']);
		expect(night.connections!.filter(({ state }) => state === 'accepted').length).toBeGreaterThan(300);
		expect(night.meetings!.filter(({ state }) => state === 'confirmed').length).toBeGreaterThan(80);
		expect(night.meetings!.filter(({ state }) => state === 'requested').length).toBeGreaterThan(20);
		expect(night.wishes!.length).toBeGreaterThan(1500);
		await removeDemo(products[0]!.kernel);
		const { rows } = await products[0]!.kernel.database.db.execute(
			sql`select (select count(*)::int from gate.person) + (select count(*)::int from gate.account) + (select count(*)::int from connect.meeting) as left`
		);
		expect(rows).toEqual([{ left: 0 }]);
	} finally {
		for (const t of products) await t.close();
	}
}, 900_000);
