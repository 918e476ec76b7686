import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { check, createMemoryHost } from '../../../compiler/index.ts';
import { formatText } from '../../../grammar/index.ts';
import { readCodeBlocks } from '../../docs/code-blocks.ts';

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: string | readonly string[];
}

const path = new URL('../../../lsp/vscode/snippets/kmodel.json', import.meta.url);
const snippets = Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, Snippet>);

/** The text that stands when a user accepts every proposal of a snippet. */
function accepted({ body }: Snippet): string {
  let text = (typeof body === 'string' ? [body] : body).join('\n');
  for (let before = ''; before !== text;) {
    before = text;
    text = text
      .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
      .replace(/\$\{\d+:([^${}]*)\}/g, '$1')
      .replace(/\$\d+/g, '');
  }
  return text;
}

/** A model in which a member can stand: it has what the member reads, and reads what the member makes. */
function around(member: string): string {
  const [keyword, name] = member.split(/[\s:]+/);
  const lines = [
    keyword === 'input' ? '' : 'input x: float32[28, 28]',
    member.includes('features') ? 'branch features = x -> Flatten()' : '',
    member,
    keyword === 'branch' || keyword === 'input' ? `head z = ${name} -> Dense(1) { loss: mse }` : '',
    keyword === 'shared' ? `head z = x -> ${name} -> Dense(1) { loss: mse }` : '',
    keyword === 'train' ? 'head z = x -> Dense(1) { loss: mse }' : '',
  ];
  return `model M {\n${lines.join('\n')}\n}\n`;
}

test.each(snippets.filter(([name]) => name !== 'Import'))(
  '%s is right as it is proposed',
  (_name, snippet) => {
    const text = accepted(snippet);
    const whole = /^(\/\/\/|model|block)/.test(text) ? text : around(text);
    const { diagnostics } = check('a.kmodel', createMemoryHost({ 'a.kmodel': whole }));
    expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  },
);

test.each(snippets)('%s stands in the canonical form', async (_name, snippet) => {
  const text = accepted(snippet).trimEnd();
  const whole = /^(\/\/\/|model|block|import)/.test(text) ? `${text}\n` : undefined;
  if (whole) expect(await formatText(whole)).toBe(whole);
  else {
    const member = `model M {\n  ${text.replaceAll('\n', '\n  ')}\n}\n`;
    expect(await formatText(member)).toBe(member);
  }
});

test('the model of the walkthrough is right', () => {
  const [block] = readCodeBlocks('lsp/vscode/media/walkthrough/write.md');
  expect(check('a.kmodel', createMemoryHost({ 'a.kmodel': block!.code })).diagnostics).toEqual([]);
});
