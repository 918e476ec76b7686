import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveDashboard, type Dashboard } from '../../dashboard/server.ts';
import { line, newFolder, trainIn } from '../runtime/run/support.ts';

let folder: string;
let dashboard: Dashboard;
let cookie: string;

beforeAll(async () => {
  folder = newFolder();
  await trainIn(join(folder, 'Line/1'));
  await trainIn(join(folder, 'Line/2'), { '/project/line.kmodel': line.replace('0.1', '0.2') });
  symlinkSync('2', join(folder, 'Line/latest'));
  dashboard = await serveDashboard(folder, 0);
  const { headers } = await get(dashboard.address);
  cookie = String(headers['set-cookie']).split(';')[0]!;
});
afterAll(() => dashboard?.close());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Asks as the address stands, without what `fetch` makes of it. */
function get(address: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port, pathname, search } = new URL(address);
  return new Promise((done, fail) => {
    const sent = request({ hostname, port, path: `${pathname}${search}`, method, headers }, (response) => {
      let body = '';
      response.on('data', (piece) => (body += String(piece)));
      response.on('end', () => done({ status: response.statusCode!, headers: response.headers, body }));
    });
    sent.on('error', fail).end();
  });
}

const at = (path: string): string => new URL(path, dashboard.address).href;
const ask = async (path: string): Promise<unknown> => JSON.parse((await get(at(path), { cookie })).body);

describe('only who has the address gets in', () => {
  it('with the token once, then with the cookie that it gave', async () => {
    const first = await get(dashboard.address);
    expect(first.status).toBe(302);
    expect(first.headers['location']).toBe('/');
    expect(String(first.headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await get(at('/'), { cookie })).status).toBe(200);
  });

  it.each([
    '/',
    '/api/runs',
    '/api/run?run=Line%2F1',
    '/dashboard.js',
    '/api/changes',
    '/?token=wrong',
    '/?token=',
  ])('not to %s without either', async (path) => {
    const { status, body } = await get(at(path));
    expect(status).toBe(403);
    expect(body).toBe('Open the address that `kmodel dashboard` prints.');
  });

  it('not under the name of another site that leads here', async () => {
    expect((await get(at('/api/runs'), { cookie, host: 'evil.example' })).status).toBe(403);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('and %s is refused', async (method) => {
    const { status, headers } = await get(at('/api/runs'), { cookie }, method);
    expect(status).toBe(405);
    expect(headers['allow']).toBe('GET');
  });
});

describe('nothing but the runs is read', () => {
  it.each([
    '/api/run?run=../../etc',
    '/api/run?run=..%2F..%2Fetc',
    '/api/run?run=%2Fetc',
    '/api/run?run=',
    '/api/run?run=Line',
    '/api/run?run=Line%2F..%2FLine%2F1',
    '/api/run?run=Line%2Flatest',
    '/api/run?run=.%2FLine%2F1',
    '/api/graph?run=Line%2F9',
    '/api/compare?a=Line%2F1&b=..',
    '/../package.json',
    '/etc/passwd',
    '/api',
  ])('not by %s', async (path) => {
    expect((await get(at(path), { cookie })).status).toBe(404);
  });

  it('lets a page load nothing from elsewhere and run nothing of its own text', async () => {
    const { headers } = await get(at('/'), { cookie });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('answers', () => {
  it('list the runs', async () => {
    expect(await ask('/api/runs')).toMatchObject([
      { name: 'Line/2', model: 'Line', state: 'done', epochs: 3 },
      { name: 'Line/1', model: 'Line', state: 'done', epochs: 3 },
    ]);
  });

  it('have the curves of a run', async () => {
    const { curves, text, heads } = (await ask('/api/run?run=Line%2F1')) as {
      curves: {
        steps: { step: number[]; epoch: number[]; values: { loss: number[] } };
        epochs: { epoch: number[] };
      };
      text: string;
      heads: unknown;
    };
    expect(curves.steps.step).toHaveLength(12);
    expect(curves.steps.epoch[3]).toBe(1);
    expect(curves.steps.values.loss).toHaveLength(12);
    expect(curves.epochs.epoch).toEqual([1, 2, 3]);
    expect(text).toBe(line);
    expect(heads).toEqual([{ name: 'y', weight: 1 }]);
  });

  it('compare two runs and draw a model', async () => {
    expect(await ask('/api/compare?a=Line%2F1&b=Line%2F2')).toMatchObject({
      settings: [{ name: 'the `learning_rate` of the optimizer', a: '0.1', b: '0.2' }],
    });
    const { headers, body } = await get(at('/api/graph?run=Line%2F1'), { cookie });
    expect(headers['content-type']).toContain('image/svg+xml');
    expect(body).toContain('<svg');
  });

  it('go on where a run is taken away or torn', async () => {
    await trainIn(join(folder, 'Line/3'));
    writeFileSync(join(folder, 'Line/3/events.jsonl'), '{"event":"step","st');
    expect(((await ask('/api/runs')) as unknown[]).length).toBe(3);
    expect(await ask('/api/run?run=Line%2F3')).toMatchObject({ curves: { steps: { step: [] } } });
    rmSync(join(folder, 'Line/3'), { recursive: true });
    expect((await get(at('/api/run?run=Line%2F3'), { cookie })).status).toBe(404);
  });
});

describe('it does not begin', () => {
  it('without a folder', async () => {
    await expect(serveDashboard('/no/such/folder', 0)).rejects.toThrow('There is no folder /no/such/folder.');
  });

  it('on a port in use', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as { port: number };
    await expect(serveDashboard(folder, port)).rejects.toThrow(`Port ${port} cannot be used: it is in use.`);
    other.close();
  });
});

it('a folder without runs is served, too', async () => {
  const empty = newFolder();
  mkdirSync(join(empty, 'notes'));
  const served = await serveDashboard(empty, 0);
  const { headers } = await get(served.address);
  const own = String(headers['set-cookie']).split(';')[0]!;
  expect(JSON.parse((await get(new URL('/api/runs', served.address).href, { cookie: own })).body)).toEqual(
    [],
  );
  await served.close();
});
