// A bare node:http server that sends the bytes of a file with given headers: the limit a page is measured against.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [file, headers] = process.argv.slice(2);
const body = readFileSync(file!);
const head = JSON.parse(headers!) as Record<string, string>;
createServer((_, response) => {
	response.writeHead(200, { ...head, 'content-length': body.length });
	response.end(body);
}).listen(0, '127.0.0.1', function (this: { address(): unknown }) {
	console.log((this.address() as { port: number }).port);
});
