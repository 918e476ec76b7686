import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { KmodelError } from '../runtime/errors.ts';
import { Access, namesThisMachine } from './access.ts';
import { Answers } from './answers.ts';
import { assets } from './assets.ts';
import { Changes } from './changes.ts';

/** A dashboard that is being served. */
export interface Dashboard {
  /** With the token: whoever opens it may read. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** Nothing runs in the page but its own script, and it speaks with nobody but this server. */
const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/**
 * Serves the runs below a folder on this machine alone. It only reads, and nothing but these runs.
 * @param port 0 takes a free one
 * @throws KmodelError where the folder is not there, or the port is taken
 */
export async function serveDashboard(folder: string, port: number): Promise<Dashboard> {
  const answers = new Answers(folder);
  // Says at once that there is no such folder.
  answers.list();
  const access = new Access();
  const changes = new Changes(folder);
  const server = createServer((request, response) => {
    const own = portOf(server);
    handle(request, response, { access, answers, changes, port: own }).catch((error: unknown) => {
      const isKnown = error instanceof KmodelError;
      send(response, isKnown ? 404 : 500, 'text/plain', isKnown ? error.message : 'Internal error.');
    });
  });
  await listen(server, port);
  return {
    address: `http://127.0.0.1:${portOf(server)}/?token=${access.token}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'it is in use' : error.message;
      fail(
        new KmodelError(
          `Port ${port} cannot be used: ${reason}.`,
          'Choose another with `--port`; 0 takes a free one.',
        ),
      );
    });
    server.listen(port, '127.0.0.1', done);
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

interface Parts {
  readonly access: Access;
  readonly answers: Answers;
  readonly changes: Changes;
  readonly port: number;
}

async function handle(request: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> {
  const { access, port } = parts;
  if (!namesThisMachine(request, port)) return send(response, 403, 'text/plain', 'This name is not served.');
  if (request.method !== 'GET')
    return send(response, 405, 'text/plain', 'The dashboard only reads.', { Allow: 'GET' });
  const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
  if (url.pathname === '/' && access.hasToken(url)) {
    return send(response, 302, 'text/plain', '', { Location: '/', 'Set-Cookie': access.cookie });
  }
  if (!access.hasCookie(request)) {
    return send(response, 403, 'text/plain', 'Open the address that `kmodel dashboard` prints.');
  }
  const asset = assets.get(url.pathname);
  if (asset) return send(response, 200, asset.type, asset.read());
  await answer(url, response, parts);
}

async function answer(url: URL, response: ServerResponse, { answers, changes }: Parts): Promise<void> {
  const name = url.searchParams.get('run') ?? '';
  switch (url.pathname) {
    case '/api/runs':
      return sendJson(response, answers.list());
    case '/api/run':
      return sendJson(response, answers.details(name));
    case '/api/graph': {
      const picture = await answers.picture(name);
      return picture === undefined ? notFound(response) : send(response, 200, 'image/svg+xml', picture);
    }
    case '/api/layers':
      return sendJson(response, answers.layers(name));
    case '/api/results':
      return sendJson(response, answers.results(name));
    case '/api/kernels': {
      const picture = answers.kernels(name);
      return picture === undefined ? notFound(response) : send(response, 200, 'image/png', picture);
    }
    case '/api/embedding':
      return sendJson(response, answers.embedding(name, url.searchParams.get('layer')));
    case '/api/vectors': {
      const vectors = answers.vectors(name, url.searchParams.get('layer'));
      return vectors === undefined
        ? notFound(response)
        : send(response, 200, 'application/octet-stream', vectors);
    }
    case '/api/compare':
      return sendJson(
        response,
        answers.compare(url.searchParams.get('a') ?? '', url.searchParams.get('b') ?? ''),
      );
    case '/api/changes':
      return stream(response, changes);
    default:
      return notFound(response);
  }
}

/** Server-sent events: the names of runs that have changed, as a JSON list. */
function stream(response: ServerResponse, changes: Changes): void {
  response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream; charset=utf-8' });
  response.write('retry: 2000\n\n');
  const stop = changes.listen((names) => response.write(`data: ${JSON.stringify(names)}\n\n`));
  response.on('close', stop);
}

function sendJson(response: ServerResponse, value: unknown): void {
  if (value === undefined) return notFound(response);
  send(response, 200, 'application/json', JSON.stringify(value));
}

function notFound(response: ServerResponse): void {
  send(response, 404, 'text/plain', 'There is nothing here.');
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
  more: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...headers, ...more, 'Content-Type': `${type}; charset=utf-8` });
  response.end(body);
}
