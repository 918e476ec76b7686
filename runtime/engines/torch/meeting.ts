import { createServer } from 'node:net';
import { hostname } from 'node:os';

/** Where machines meet, if nobody says otherwise: torchrun's own port. */
export const ownPort = 29_400;

/**
 * Whether this machine is the one where the others meet, although torchrun would not know: it compares whole names and
 * addresses, and in a cluster a machine goes by the first part of its name (`digits-0` is `digits-0.digits`), and has
 * no address by that name before it has started. Where the port is taken, it is not: another process here has it.
 *
 * @param endpoint `HOST:PORT`, or `HOST` for torchrun's own port
 */
export async function isMeeting(endpoint: string | undefined, ownName = hostname()): Promise<boolean> {
  if (endpoint === undefined) return false;
  const [host = '', port = ownPort] = endpoint.split(':');
  return host.toLowerCase().startsWith(`${ownName.toLowerCase()}.`) && (await isFree(Number(port)));
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, () => server.close(() => done(true)));
  });
}
