import type { CompilerOptions } from '@inlang/paraglide-js';

/** What compiles `messages/<area>/<locale>.json` into typed functions; shared by Vite and the command line. */
export const paraglide: CompilerOptions = {
	project: './project.inlang',
	outdir: './src/lib/paraglide',
	strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
	cookieName: 'locale',
	emitTsDeclarations: true
};
