import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { graphPage } from '../../../lsp/vscode/src/graph/page.ts';
import type { FromPage, ToPage } from '../../../lsp/vscode/src/graph/messages.ts';
import { launchChromium } from '../../support/chromium.ts';

const site = 'http://graph.test';
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 120" width="200" height="120">
<rect width="200" height="120" fill="#fff"/>
<g data-node="input:x"><rect class="input" x="10" y="10" width="80" height="40"/><text class="title" x="50" y="30">x</text></g>
<g data-node="layer:y"><rect class="node" x="110" y="60" width="80" height="40"/><text class="title" x="150" y="80">Dense</text></g>
</svg>`;

let browser: Browser;
let script: string;
let page: Page;

beforeAll(async () => {
  const [bundle, launched] = await Promise.all([
    build({
      entryPoints: [new URL('../../../lsp/vscode/src/graph/graph-page-main.ts', import.meta.url).pathname],
      bundle: true,
      write: false,
      format: 'iife',
    }),
    launchChromium(),
  ]);
  script = bundle.outputFiles[0]!.text;
  browser = launched;
});
afterAll(() => browser?.close());

/** The page as an editor shows it, with what it says to the editor noted. */
beforeEach(async () => {
  page = await browser.newPage();
  await page.route(`${site}/**`, (route) =>
    route.fulfill(
      route.request().url().endsWith('.js')
        ? { contentType: 'text/javascript', body: script }
        : { contentType: 'text/html', body: graphPage(`${site}/graph-page.js`, site) },
    ),
  );
  await page.addInitScript(
    'Object.assign(globalThis, { said: [], acquireVsCodeApi: () => ({ postMessage: (message) => said.push(message) }) })',
  );
  await page.goto(site);
  return () => page.close();
});

const said = () => page.evaluate<FromPage[]>('said');
const tell = async (message: ToPage): Promise<void> => {
  await page.evaluate(`postMessage(${JSON.stringify(message)}, '*')`);
};

test('the page says when it is ready, and what to do until there is a graph', async () => {
  expect(await said()).toEqual([{ kind: 'ready' }]);
  expect(await page.textContent('main')).toBe('Put the cursor into a model without mistakes.');
});

test('a graph is shown; a click on a box tells which one', async () => {
  await tell({ kind: 'graph', svg });
  await page.click('[data-node="layer:y"] text');
  expect(await said()).toContainEqual({ kind: 'select', node: 'layer:y' });
});

test('the box at the cursor is marked, and one only', async () => {
  await tell({ kind: 'graph', svg });
  for (const node of ['input:x', 'layer:y']) {
    await tell({ kind: 'mark', node });
    await page.waitForSelector(`[data-node="${node}"].marked`);
  }
  expect(await page.locator('.marked').count()).toBe(1);
});

test('Ctrl and the wheel zoom, and a new drawing keeps the size', async () => {
  await tell({ kind: 'graph', svg });
  await page.waitForSelector('svg');
  await page.evaluate(
    `dispatchEvent(new WheelEvent('wheel', { deltaY: -500, ctrlKey: true, cancelable: true }))`,
  );
  const width = () => page.getAttribute('svg', 'width').then(Number);
  expect(await width()).toBeCloseTo(200 * Math.E);
  await tell({ kind: 'graph', svg: svg.replace('Dense', 'LSTM') });
  await page.getByText('LSTM').waitFor();
  expect(await width()).toBeCloseTo(200 * Math.E);
});

test('a drawing without a model runs no script of its own', async () => {
  await tell({
    kind: 'graph',
    svg: svg.replace('<rect', '<script>globalThis.said.push("ran")</script><rect'),
  });
  await page.waitForSelector('svg');
  expect(await said()).toEqual([{ kind: 'ready' }]);
  await tell({ kind: 'empty' });
  await page.getByText('Put the cursor into a model without mistakes.').waitFor();
});
