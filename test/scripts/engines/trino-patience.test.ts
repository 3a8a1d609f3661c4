import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openTrino } from '../../../scripts/engines/trino';

/** Nobody waits in this test: of pauses only their number counts. */
const pauses: number[] = [];
jest.mock('node:timers/promises', () => ({
  setTimeout: (milliseconds: number) => Promise.resolve(pauses.push(milliseconds)),
}));

test('a server that says "later" for a minute is not there', async () => {
  const server = createServer((_, response) => response.writeHead(503).end('no backend'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const engine = openTrino({ server: url, catalog: 'glue', database: 'traffic' }, {});
    await expect(engine.query('SELECT 1')).rejects.toThrow(
      `Trino at ${url} answered 503: no backend; check --server`,
    );
    expect(pauses.reduce((sum, one) => sum + one, 0)).toBe(60_000);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
