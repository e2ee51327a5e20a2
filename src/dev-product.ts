import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';

/** In `npm run dev` Vite is the web server: this starts the product beside it and hands it to the faces. */
export function product(): Plugin {
	return {
		name: 'gerbang-product',
		apply: 'serve',
		async configureServer(server) {
			if (process.env.VITEST) return;
			// A computed address: Vite would otherwise bundle the whole server into its own configuration.
			const start = pathToFileURL(resolve('src/server/start.ts')).href;
			const { startProduct } = await import(/* @vite-ignore */ start);
			const running = await startProduct({ worker: true });
			server.httpServer?.once('close', () => void running.stop());
		}
	};
}
