import type { Product } from './transport.ts';

// The faces are bundled by Vite, the product runs as it stands: this is where one process hands the one to the other.
const key = Symbol.for('gerbang.product');

export const handOver = (product: Product): void => {
	(globalThis as Record<symbol, unknown>)[key] = product;
};

/** The running product. */
export function product(): Product {
	const running = (globalThis as Record<symbol, unknown>)[key] as Product | undefined;
	if (!running) throw new Error('The product has not been started in this process.');
	return running;
}
