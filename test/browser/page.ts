import { createServer, type Server } from 'node:http';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { kmodel } from '../../integrations/vite.ts';
import { createProject, type Files } from '../integrations/project.ts';

const root = resolve(import.meta.dirname, '../..');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** A new project with kmodel and onnxruntime-web installed. */
export function createPage(files: Files): string {
  const folder = createProject(files);
  symlinkSync(
    join(root, 'node_modules/onnxruntime-web'),
    join(folder, 'node_modules/onnxruntime-web'),
    'dir',
  );
  return folder;
}

/**
 * A project of a page, built by Vite as a user's would be.
 * @param files beside `index.html`, which loads `src/main.js`
 * @returns the folder that a server would serve
 */
export async function buildPage(files: Files): Promise<string> {
  const folder = createPage({
    'index.html': '<!doctype html><title>kmodel</title><script type="module" src="/src/main.js"></script>',
    ...files,
  });
  const out = join(folder, 'dist');
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    plugins: [kmodel()],
    worker: { format: 'es', plugins: () => [kmodel()] },
    build: { outDir: out, target: 'es2022' },
  });
  return out;
}

/** Serves a folder, with the headers under which a page may have threads where it is `isolated`. */
export async function serve(
  folder: string,
  { isolated = false } = {},
): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url!, 'http://localhost').pathname);
    const file = join(folder, path === '/' ? 'index.html' : path);
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      ...(isolated && {
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      }),
    });
    response.end(readFileSync(file));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/**
 * Opens a page and waits for what its script sets as `result`, or for the text that it sets as `failure`.
 * @throws Error with what the page said where it failed
 */
export async function resultOf<T>(browser: Browser, address: string): Promise<T> {
  const page: Page = await browser.newPage();
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(error.message));
  page.on('console', (message) => said.push(message.text()));
  try {
    await page.goto(address);
    await page.waitForFunction(
      'globalThis.result !== undefined || globalThis.failure !== undefined',
      undefined,
      { timeout: 100_000 },
    );
    const failure = await page.evaluate<string | undefined>('globalThis.failure');
    if (failure !== undefined) throw new Error(failure);
    return await page.evaluate<T>('globalThis.result');
  } catch (error) {
    throw new Error(`The page gave no result; it said:\n${said.join('\n')}`, { cause: error });
  } finally {
    await page.close();
  }
}
