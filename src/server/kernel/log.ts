import pino from 'pino';

export type Log = pino.Logger;

/** Structured lines on standard error: standard output stays for what a person asked to read. Never an address, a code or a token. */
export const openLog = (level: string): Log =>
	pino(
		{
			level,
			base: null,
			timestamp: pino.stdTimeFunctions.isoTime,
			serializers: { error: pino.stdSerializers.err }
		},
		pino.destination({ dest: 2, sync: true })
	);
