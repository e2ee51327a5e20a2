import { describe, expect, test } from 'vitest';
import { clientAddress, networkOf } from './address.ts';

describe('whose request it is', () => {
	test('without a trusted proxy a forged X-Forwarded-For changes nothing', () => {
		expect(clientAddress('203.0.113.7', '198.51.100.1', 0)).toBe('203.0.113.7');
		expect(clientAddress('203.0.113.7', ['198.51.100.1', '10.0.0.1'], 0)).toBe('203.0.113.7');
	});

	test('behind one proxy the last entry is believed, and what the caller wrote before it is not', () => {
		expect(clientAddress('10.0.0.2', '203.0.113.7', 1)).toBe('203.0.113.7');
		expect(clientAddress('10.0.0.2', '198.51.100.1, 203.0.113.7', 1)).toBe('203.0.113.7');
		expect(clientAddress('10.0.0.2', ['1.1.1.1', '198.51.100.1, 203.0.113.7'], 1)).toBe('203.0.113.7');
	});

	test('behind two proxies the caller is the second entry from the right', () => {
		expect(clientAddress('10.0.0.2', '6.6.6.6, 203.0.113.7, 10.0.0.9', 2)).toBe('203.0.113.7');
	});

	test('a header with fewer entries than proxies is not believed', () => {
		expect(clientAddress('203.0.113.7', '198.51.100.1', 2)).toBe('203.0.113.7');
		expect(clientAddress('203.0.113.7', '', 1)).toBe('203.0.113.7');
		expect(clientAddress('203.0.113.7', undefined, 1)).toBe('203.0.113.7');
	});

	test('what is no address is not believed', () => {
		for (const forged of ['unknown', '_hidden', '1.2.3.4.5', "'; drop table", '999.1.1.1', ',']) {
			expect(clientAddress('203.0.113.7', forged, 1)).toBe('203.0.113.7');
		}
	});

	test('ports, brackets and IPv4 in IPv6 clothes are taken off', () => {
		expect(clientAddress('::ffff:203.0.113.7', undefined, 0)).toBe('203.0.113.7');
		expect(clientAddress('10.0.0.2', '203.0.113.7:5123', 1)).toBe('203.0.113.7');
		expect(clientAddress('10.0.0.2', '[2001:db8::1]:443', 1)).toBe('2001:db8::1');
		expect(clientAddress('10.0.0.2', '"[2001:DB8::1]"', 1)).toBe('2001:db8::1');
		expect(clientAddress('fe80::1%eth0', undefined, 0)).toBe('fe80::1');
	});
});

describe('the network a limit counts by', () => {
	test('every address of one IPv6 subscriber counts as one', () => {
		const one = networkOf('2001:db8:1:2::1');
		expect(one).toBe('2001:db8:1:2::/64');
		expect(networkOf('2001:0db8:1:2:ffff:ffff:ffff:ffff')).toBe(one);
		expect(networkOf('2001:db8:1:3::1')).not.toBe(one);
	});

	test('an IPv4 address counts by itself, however it is written', () => {
		expect(networkOf('203.0.113.7')).toBe('203.0.113.7');
		expect(networkOf('::ffff:203.0.113.7')).toBe('203.0.113.7');
		expect(networkOf('::1')).toBe('0:0:0:0::/64');
		expect(networkOf('64:ff9b::1.2.3.4')).toBe('64:ff9b:0:0::/64');
	});
});
