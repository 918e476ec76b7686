import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { emptyFolder, kmodel } from './run-cli.ts';

/** A model with a nested one, a `repeat`, and a layer with a sign of markup in an argument. */
const text = `model Eye {
  input image: float32[8]
  head seen = image -> EinsumDense("ab,bc->ac", output_shape: 4) -> ReLU()
}
model Two {
  input left: float32[8]
  input right: float32[8]
  shared eye = Eye()
  head y = [left -> eye, right -> eye] -> Concatenate() -> repeat 3 { Dense(8, activation: tanh) } -> Dense(1)
}
`;

let browser: Browser;
let page: Page;
let address: string;
const faults: string[] = [];

beforeAll(async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'two.kmodel'), text);
  const { code } = kmodel(['graph', 'two.kmodel', '--model', 'Two', '-o', 'two.html'], folder);
  expect(code).toBe(0);
  address = pathToFileURL(join(folder, 'two.html')).href;
  browser = await launchChromium();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('request', (request) => request.url() !== address && faults.push(`loaded ${request.url()}`));
  await page.goto(address);
  return () => page.close();
});

const boxes = (): Promise<string[]> => page.locator('[data-node] .title').allTextContents();

describe('the page of a graph', () => {
  it('loads nothing and reports nothing', () => {
    expect(faults).toEqual([]);
  });

  it('begins folded, as pictures are', async () => {
    expect(await boxes()).toEqual(['left', 'right', 'Eye', 'Concatenate', 'Dense', 'Dense', 'y']);
  });

  it('opens a box by a double click and closes it by its title', async () => {
    await page.locator('[data-node="group:eye"]').dblclick();
    expect(await boxes()).toContain('ReLU');
    await page.locator('[data-group="group:eye"]').click();
    expect(await boxes()).not.toContain('ReLU');
  });

  it('opens and folds everything by buttons', async () => {
    await page.getByRole('button', { name: 'Unfold all' }).click();
    expect(await boxes()).toHaveLength(2 + 2 + 1 + 3 + 1 + 1);
    await page.getByRole('button', { name: 'Fold all', exact: true }).click();
    expect(await boxes()).toHaveLength(7);
  });

  it('shows arguments, weights and shapes of what is clicked', async () => {
    await page.locator('[data-node]', { hasText: '8, tanh' }).click();
    const details = page.locator('#details');
    await expect.poll(() => details.locator('h2').textContent()).toBe('Dense');
    expect(await details.locator('tr', { hasText: 'activation' }).first().textContent()).toBe(
      'activationtanh',
    );
    expect(await details.locator('tr', { hasText: 'kernel[' }).textContent()).toBe('kernel[8, 8]');
    expect(await details.locator('tr', { hasText: 'takes' }).textContent()).toBe('takesfloat32[8]');
  });

  it('is used by the keyboard', async () => {
    await page.locator('[data-node="group:eye"]').focus();
    await page.keyboard.press('Space');
    expect(await boxes()).toContain('ReLU');
    await page.locator('[data-node]', { hasText: 'ReLU' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#details h2').textContent()).toBe('ReLU');
    await page.keyboard.press('Escape');
    expect(await page.locator('#details').isHidden()).toBe(true);
  });

  it('finds a layer in a folded box and opens it', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('relu');
    expect(await page.textContent('#found')).toBe('1 found');
    await page.keyboard.press('Enter');
    expect(await boxes()).toContain('ReLU');
    expect(await page.textContent('#found')).toBe('1 of 1 found');
  });

  it('says that nothing is found', async () => {
    await page.fill('#search', 'no such layer');
    expect(await page.textContent('#found')).toBe('0 found');
  });

  it('moves by dragging and grows by the wheel', async () => {
    const box = page.locator('[data-node="input:left"]');
    const before = (await box.boundingBox())!;
    await page.mouse.move(100, 400);
    await page.mouse.down();
    await page.mouse.move(150, 430, { steps: 3 });
    await page.mouse.up();
    const moved = (await box.boundingBox())!;
    expect(moved.x - before.x).toBeCloseTo(50, 0);
    await page.mouse.wheel(0, -300);
    expect((await box.boundingBox())!.width).toBeGreaterThan(before.width);
  });

  it('shows names as text', async () => {
    await page.getByRole('button', { name: 'Unfold all' }).click();
    await page.locator('[data-node]', { hasText: 'ab,bc->ac' }).click();
    expect(await page.locator('#details tr', { hasText: 'equation' }).textContent()).toContain('ab,bc->ac');
    expect(faults).toEqual([]);
  });
});

it.each([360, 2560])('fits a window of %i pixels', async (width) => {
  await page.setViewportSize({ width, height: 800 });
  await page.reload();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  const box = (await page.locator('[data-node="input:left"]').boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(width);
});
