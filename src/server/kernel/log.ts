import pino from 'pino';

export type Log = pino.Logger;

/** An error without what was asked of the database: parameters hold addresses and words people wrote. */
const sayError = (error: unknown) => {
	const { type, message, stack, ...rest } = pino.stdSerializers.err(error as Error);
	const cut = (text: string | undefined) => text?.replace(/\nparams: [\s\S]*?(?=\n\s+at |$)/g, '\nparams: (left out)');
	const { params: _, detail: __, parameters: ___, ...kept } = rest as Record<string, unknown>;
	return { type, message: cut(message), stack: cut(stack), ...('code' in kept && { code: kept.code }), ...('constraint' in kept && { constraint: kept.constraint }) };
};

/** Structured lines on standard error: standard output stays for what a person asked to read. Never an address, a code or a token. */
export const openLog = (level: string): Log =>
	pino(
		{
			level,
			base: null,
			timestamp: pino.stdTimeFunctions.isoTime,
			serializers: { error: sayError }
		},
		pino.destination({ dest: 2, sync: true })
	);
