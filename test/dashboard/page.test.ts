import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mainScript } from '../cli/run-cli.ts';
import { compileModel, createMemoryHost } from '../../compiler/index.ts';
import { createModel } from '../../runtime/index.ts';
import { textsOf } from '../../runtime/load.ts';
import { createRandom } from '../../runtime/random.ts';
import { line, newFolder, trainIn } from '../runtime/run/support.ts';
import { testEngine } from '../support/engine.ts';
import { launchChromium } from '../support/chromium.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let folder: string;
let server: ChildProcess;
let address: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  folder = newFolder();
  await trainPixels(join(folder, 'Pixels/1'));
  await trainWords(join(folder, 'Words/1'));
  await trainMany(join(folder, 'Many/1'));
  await trainIn(join(folder, 'Line/1'));
  await trainIn(join(folder, 'Line/2'), { '/project/line.kmodel': line.replace('0.1', '0.2') });
  server = spawn(process.execPath, [mainScript, 'dashboard', folder, '--port', '0', '--no-open']);
  address = await new Promise((done) => server.stdout!.once('data', (text) => done(String(text).trim())));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  server?.kill('SIGINT');
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('request', (request) => {
    if (!/^(?:http:\/\/127\.0\.0\.1:|data:|blob:)/.test(request.url())) faults.push(`asked ${request.url()}`);
  });
  await page.goto(address);
  await page.locator('canvas').first().waitFor();
  return () => context.close();
});

const pixels = `model Pixels {
  input x: float32[6, 6, 1]
  branch h = x -> Conv2D(4, 3, activation: relu) -> Flatten()
  head y = h -> Dense(1) { loss: mse }
  head z = h -> Dense(1) { loss: mse, weight: 2 }
  train { optimizer: SGD(0.01), epochs: 3, batch_size: 4, seed: 1 }
}
`;

/** A run with a convolution, two heads and a look into each epoch. */
async function trainPixels(into: string): Promise<void> {
  const { graph, files } = compileModel(
    '/project/m.kmodel',
    createMemoryHost({ '/project/m.kmodel': pixels }),
  );
  const text = { entry: '/project/m.kmodel', files: textsOf(files) };
  const model = await createModel(graph!, { engine: await testEngine(), text });
  const random = createRandom(1, 'pixels');
  const draw = (shape: readonly number[]) => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, random.normal),
  });
  const data = { x: draw([8, 6, 6, 1]), y: draw([8, 1]), z: draw([8, 1]) };
  await model.fit(data, { onMessage: () => undefined, run: { folder: into, histograms: 1 } });
}

const words = `model Words {
  input text: string[1]
  head y = text -> StringLookup(vocabulary: ["ant", "<b>bee</b>", "cow", "cat", "dog"]) -> Embedding(6, 4) -> Flatten() -> Dense(1) {
    loss: mse
  }
  train { epochs: 2, seed: 1 }
}
`;

/** A run with words that have vectors. */
async function trainWords(into: string): Promise<void> {
  const { graph, files } = compileModel(
    '/project/w.kmodel',
    createMemoryHost({ '/project/w.kmodel': words }),
  );
  const text = { entry: '/project/w.kmodel', files: textsOf(files) };
  const model = await createModel(graph!, { engine: await testEngine(), text });
  const data = { text: ['ant', 'cow', 'dog', 'cat'], y: new Float32Array([1, 0, 1, 0]) };
  await model.fit(data, { onMessage: () => undefined, run: { folder: into } });
}

const many = `model Many {
  input number: int32[]
  head y = number -> Embedding(400, 16) -> Dense(1) { loss: mse }
  train { epochs: 1, seed: 1 }
}
`;

/** A run with 400 vectors in four groups, whose numbers follow each other. */
async function trainMany(into: string): Promise<void> {
  const { graph, files } = compileModel('/project/n.kmodel', createMemoryHost({ '/project/n.kmodel': many }));
  const text = { entry: '/project/n.kmodel', files: textsOf(files) };
  const model = await createModel(graph!, { engine: await testEngine(), text });
  const random = createRandom(1, 'groups');
  const near = (place: number): number => (place % 16 === Math.floor(place / 1600) ? 4 : 0);
  const data = Float32Array.from({ length: 6400 }, (_, place) => near(place) + 0.3 * random.normal());
  model.setWeights({ 'y_embedding/embeddings': { dtype: 'float32', shape: [400, 16], data } });
  await model.fit({ number: [0, 1], y: [0, 1] }, { onMessage: () => undefined, run: { folder: into } });
}

/** How far two colours, `rgb(r, g, b)`, are apart: WCAG 2.2 asks for 3 where they tell shapes. */
function contrast(one: string, other: string): number {
  const light = (colour: string): number => {
    const [r, g, b] = [...colour.matchAll(/\d+/g)].map(([part]) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [a, b] = [light(one), light(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const titles = (): Promise<string[]> => page.locator('.chart h2').allTextContents();

describe('the dashboard', () => {
  it('opens with the newest run, its token gone from the address', async () => {
    expect(new URL(page.url()).search).toBe('');
    expect(await titles()).toEqual(['loss', 'learning_rate', 'memory']);
    expect(await page.getByLabel('Line/2').isChecked()).toBe(true);
    expect(await page.locator('.reader').first().textContent()).toMatch(
      /^loss\. Line\/2: from [\d.]+ to [\d.e-]+\.$/,
    );
  });

  it('lays runs over each other, and a link brings the view back', async () => {
    await page.getByLabel('Line/1').check();
    await page.getByLabel('Logarithmic').check();
    await page.getByLabel('Over').selectOption('epoch');
    await expect.poll(() => page.locator('.reader').first().textContent()).toContain('Line/1');
    const link = page.url();
    const other = await context.newPage();
    await other.goto(link);
    await other.locator('canvas').first().waitFor();
    expect(await other.locator('.reader').first().textContent()).toContain('Line/1');
    expect(await other.getByLabel('Logarithmic').isChecked()).toBe(true);
    expect(await other.getByLabel('Over').inputValue()).toBe('epoch');
  });

  it('compares two runs', async () => {
    await page.getByLabel('Line/1').check();
    await page.getByRole('button', { name: 'Compare' }).click();
    const row = page.locator('tr', { hasText: 'learning_rate' });
    await expect.poll(() => row.textContent()).toBe('the `learning_rate` of the optimizer0.20.1');
    expect(await page.locator('mark').first().textContent()).toContain('0.2');
  });

  it('draws the model and shows what the run was', async () => {
    await page.getByRole('button', { name: 'Model' }).click();
    const picture = page.getByRole('group', { name: 'The graph of Line' });
    await expect.poll(async () => (await picture.boundingBox())?.width ?? 0).toBeGreaterThan(100);
    await page.getByRole('button', { name: 'Details' }).click();
    await expect.poll(() => page.locator('pre').textContent()).toBe(line.replace('0.1', '0.2'));
  });

  it('shows a run that begins while it is open', async () => {
    cpSync(join(folder, 'Line/1'), join(folder, 'Line/9'), { recursive: true });
    await page.getByLabel('Line/9').waitFor({ timeout: 10_000 });
  });

  it('shows what layers do, and the histograms of the one that is chosen', async () => {
    await page.getByRole('button', { name: 'Layers' }).click();
    await expect.poll(() => page.locator('.hint').textContent()).toContain('kmodel train … --histograms 1');
    await page.getByLabel('Pixels/1').check();
    await page.getByLabel('Line/2').uncheck();
    const rows = page.locator('table.layers tbody tr');
    await expect.poll(() => rows.count()).toBe(4);
    expect(await page.locator('caption').textContent()).toBe('Pixels/1 after epoch 3, for the first samples');
    expect(await titles()).toEqual([
      'Results of h_conv2d',
      'h_conv2d/kernel',
      'Gradient of h_conv2d/kernel',
      'h_conv2d/bias',
      'Gradient of h_conv2d/bias',
    ]);
    expect(await page.locator('svg.heat').first().getAttribute('aria-label')).toMatch(
      /^Results of h_conv2d: from 0 to [\d.]+; after epoch 3 the mean is [\d.]+, the deviation [\d.]+\.$/,
    );
    await rows.getByRole('button', { name: 'y', exact: true }).click();
    await expect.poll(() => page.url()).toContain('layer=y');
    await expect.poll(async () => (await titles())[0]).toBe('Results of y');
  });

  it('colours the graph by what layers do, and a layer leads to its histograms', async () => {
    await page.goto(new URL('/#run=Pixels/1&tab=model', address).href);
    const layer = page.getByRole('button', { name: 'Histograms of h_conv2d' });
    await layer.waitFor();
    const plain = await layer.locator('rect').getAttribute('style');
    expect(plain).toBe(null);
    await page.getByLabel('Coloured by').selectOption('gradient');
    await expect.poll(() => layer.locator('rect').getAttribute('style')).toContain('color-mix');
    expect(page.url()).toContain('colour=gradient');
    await layer.focus();
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await titles())[0]).toBe('Results of h_conv2d');
  });

  it('draws the kernels of the first convolution', async () => {
    await page.goto(new URL('/#run=Pixels/1&tab=layers', address).href);
    const image = page.getByRole('img', { name: /^The kernels of h_conv2d/ });
    // Two by two kernels of 3 × 3 weights, 8 points each, with room between.
    await expect
      .poll(() => image.evaluate((each) => (each as unknown as { naturalWidth: number }).naturalWidth))
      .toBe(2 * (3 * 8 + 4) + 4);
  });

  it('shows what the model says at the end, and where it is furthest off', async () => {
    await page.goto(new URL('/#run=Pixels/1&tab=results', address).href);
    const worst = page.locator('.worst').first().locator('li');
    await expect.poll(() => worst.count()).toBe(8);
    expect(await worst.first().textContent()).toMatch(/^Is -?[\d.]+Says -?[\d.]+Sample \d$/);
    const picture = page.getByRole('img', { name: /^x of sample/ }).first();
    expect(await picture.evaluate((each) => (each as unknown as { naturalWidth: number }).naturalWidth)).toBe(
      6,
    );
    expect(await page.locator('svg.pairs').first().getAttribute('aria-label')).toMatch(
      /^Predictions of y over targets: 8 samples, /,
    );
  });

  it('shows vectors of words in three dimensions, which turn and are found', async () => {
    await page.goto(new URL('/#run=Words/1&tab=embedding', address).href);
    const picture = page.getByRole('img', { name: /^6 vectors of y_embedding in three dimensions/ });
    const dots = picture.locator('circle');
    await expect.poll(() => dots.count()).toBe(6);
    expect(await picture.locator('title').allTextContents()).toEqual([
      '[UNK]',
      'ant',
      '<b>bee</b>',
      'cow',
      'cat',
      'dog',
    ]);
    expect(await page.locator('.cloud .facts').textContent()).toMatch(
      /^6 vectors of 4, along their three principal components, which hold \d+ ?% of the variance\./,
    );
    const placed = () => dots.evaluateAll((all) => all.map((dot) => dot.getAttribute('cx')));
    const before = await placed();
    await picture.focus();
    await page.keyboard.press('ArrowRight');
    const turned = await placed();
    expect(turned).not.toEqual(before);
    const { x, y } = (await picture.boundingBox())!;
    await page.mouse.move(x + 20, y + 20);
    await page.mouse.down();
    await page.mouse.move(x + 90, y + 20);
    await page.mouse.up();
    expect(await placed()).not.toEqual(turned);
    await page.getByLabel('Find in the embedding').fill('C');
    expect(await picture.locator('.words text').allTextContents()).toEqual(['cow', 'cat']);
    await page.goto(new URL('/#run=Line/1&tab=embedding', address).href);
    await expect.poll(() => page.locator('.hint').textContent()).toBe('Line/1 has no Embedding.');
  });

  it('lays vectors out by UMAP beside the page, the same each time, and a link brings it back', async () => {
    await page.goto(new URL('/#run=Many/1&tab=embedding', address).href);
    const dots = page.locator('.cloud circle');
    await expect.poll(() => dots.count()).toBe(400);
    const places = () =>
      dots.evaluateAll((all) =>
        all.map((dot) => [dot.getAttribute('cx'), dot.getAttribute('cy')].map(Number)),
      );
    const before = await places();
    await page.getByLabel('By').selectOption('UMAP');
    await expect
      .poll(() => page.locator('.cloud .facts').textContent(), { timeout: 30_000 })
      .toMatch(/^400 vectors of 16, by UMAP: /);
    const laidOut = await places();
    expect(laidOut).not.toEqual(before);
    expect(laidOut.flat().every((each) => each >= 0 && each <= 480)).toBe(true);
    // Its own group is nearer to a vector than the others, almost always.
    const groupOf = (index: number) => Math.floor(index / 100);
    const right = laidOut.filter(([x, y], index) => {
      const far = laidOut.map(([a, b], other) => (other === index ? Infinity : Math.hypot(a! - x!, b! - y!)));
      return groupOf(far.indexOf(Math.min(...far))) === groupOf(index);
    });
    expect(right.length).toBeGreaterThan(380);

    const other = await context.newPage();
    await other.goto(page.url());
    expect(page.url()).toContain('projection=umap');
    await expect
      .poll(() => other.locator('.cloud .facts').textContent(), { timeout: 30_000 })
      .toMatch(/by UMAP/);
    expect(
      await other
        .locator('.cloud circle')
        .evaluateAll((all) => all.map((dot) => [dot.getAttribute('cx'), dot.getAttribute('cy')].map(Number))),
    ).toEqual(laidOut);
    await page.getByLabel('By').selectOption('PCA');
    await expect.poll(places).toEqual(before);
  });

  it('tells vectors outside a search from the ground, and those within it from both', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(new URL('/#run=Words/1&tab=embedding', address).href);
      await page.getByLabel('Find in the embedding').fill('c');
      const colours = await page.locator('.cloud circle.other, .cloud circle.found').evaluateAll((all) => {
        const style = (
          globalThis as unknown as { getComputedStyle: (each: unknown) => Record<string, string> }
        ).getComputedStyle;
        return all.map((dot) => ({
          kind: dot.getAttribute('class')!,
          fill: style(dot).fill!,
          solid: style(dot).fillOpacity!,
          ground: style(dot.closest('figure')!.ownerDocument.body).backgroundColor!,
        }));
      });
      expect(colours.map(({ kind }) => kind).sort()).toEqual([
        'found',
        'found',
        'other',
        'other',
        'other',
        'other',
      ]);
      for (const { kind, fill, solid, ground } of colours) {
        expect(solid).toBe('1');
        expect(contrast(fill, ground), `${kind}, ${colorScheme}`).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it('shows how hard each head pulls beside its share in the loss', async () => {
    await page.goto(new URL('/#run=Pixels/1&tab=balance', address).href);
    await expect
      .poll(titles)
      .toEqual([
        'Share of each head in the loss of Pixels/1',
        'Share of each term in the gradient of Pixels/1',
      ]);
    expect(await page.locator('.reader').last().textContent()).toMatch(
      /y: from 0\.\d+ to 0\.\d+; z \(weight 2\): /,
    );
  });

  it('saves a chart as a picture that stands alone', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'SVG' }).first().click(),
    ]);
    const text = readFileSync((await download.path())!, 'utf8');
    expect(download.suggestedFilename()).toBe('loss.svg');
    expect(text).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(text).toContain('>Line/2</text>');
    expect(text).toMatch(/<path d="M[\d.]+ [\d.]+L/);
  });

  it('saves a curve as a table', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).first().click(),
    ]);
    const text = readFileSync((await download.path())!, 'utf8');
    expect(download.suggestedFilename()).toBe('loss.csv');
    expect(text.split('\n')[0]).toBe('x,"Line/2"');
    expect(text.trim().split('\n')).toHaveLength(1 + 12);
  });

  it('filters runs by their names', async () => {
    await page.getByLabel('Filter runs').fill('line/1');
    expect(await page.locator('.runs .name').allTextContents()).toEqual(['Line/1']);
    await page.getByLabel('Filter runs').fill('nobody');
    expect(await page.locator('.list').textContent()).toBe('No run has this in its name.');
  });

  it('is used by the keyboard', async () => {
    await page.getByLabel('Line/1').focus();
    await page.keyboard.press('Space');
    await expect.poll(() => page.url()).toContain('Line%2F1');
    await page.getByRole('button', { name: 'Details' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('caption').count()).toBe(2);
  });

  it('reported nothing and asked nobody else', () => {
    expect(faults).toEqual([]);
  });
});

/** Holds the page to every width: nothing sticks out, and axe finds nothing serious. */
async function expectReadable(): Promise<void> {
  for (const width of [360, 1280, 2560]) {
    await page.setViewportSize({ width, height: 900 });
    // What follows the width is drawn again with the next frames.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    expect(
      await page.evaluate('document.documentElement.scrollWidth'),
      `${width} pixels`,
    ).toBeLessThanOrEqual(width);
    const { violations } = await page.evaluate<{
      violations: { id: string; impact: string; nodes: { html: string }[] }[];
    }>('axe.run()');
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const found = serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
    expect(found, `${width} pixels`).toEqual([]);
  }
}

describe.each([
  ['curves', '/#run=Line/1&run=Line/2', '.reader:has-text("Line/1")', 'light'],
  ['curves', '/#run=Line/1&run=Line/2', '.reader:has-text("Line/1")', 'dark'],
  ['layers', '/#run=Pixels/1&tab=layers', 'svg.heat', 'light'],
  ['vectors', '/#run=Words/1&tab=embedding', '.cloud circle', 'light'],
  ['vectors', '/#run=Words/1&tab=embedding', '.cloud circle', 'dark'],
  ['vectors by UMAP', '/#run=Many/1&tab=embedding&projection=umap', '.cloud circle', 'light'],
] as const)('the %s', (_, view, drawn, colorScheme) => {
  it(`fit at any width and can be read by everybody, ${colorScheme}`, async () => {
    await page.emulateMedia({ colorScheme });
    // The policy of the page allows no script but its own: the test's comes past it.
    await context.addInitScript(axe);
    await page.goto(new URL(view, address).href);
    await page.reload();
    await page.locator(drawn).first().waitFor();
    await expectReadable();
  });
});
