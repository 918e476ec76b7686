import { expect, it } from 'vitest';
import { readCodeBlocks } from '../docs/code-blocks.ts';
import { launchChromium } from '../support/chromium.ts';
import { createPage, serve } from './page.ts';

it('the page of the documentation trains without a bundler', { timeout: 60_000 }, async () => {
  const [html] = readCodeBlocks('docs/browser.md').filter(({ info }) => info === 'html');
  const folder = createPage({ 'index.html': html!.code });
  const { server, address } = await serve(folder);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(address);
    await page.waitForFunction('document.querySelector("output").value !== ""');
    expect(await page.evaluate('document.querySelector("output").value')).toBe('7.00');
  } finally {
    await browser.close();
    server.close();
  }
});
