import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { summarizeModel } from '../../compiler/graph/summary.ts';
import { compileModel } from '../../compiler/index.ts';
import { examples } from '../../examples/data/index.ts';
import { createNodeHost } from '../../runtime/node-host.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/examples.md'), 'utf8');
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);

const summaryOf = (file: string, model?: string) =>
  summarizeModel(
    compileModel(join(root, 'examples', `${file}.kmodel`), createNodeHost(), model ? { model } : {}).graph!,
  );

describe('the page of examples', () => {
  it('has a section for each example, and no other', () => {
    expect([...sections.keys()].sort()).toEqual(examples.map(({ name }) => name).sort());
  });

  it.each(examples.map(({ name }) => name))('%s: model, parameters and commands are true', (name) => {
    const section = sections.get(name)!;
    const { model, params } = summaryOf(name);
    expect(section).toContain(`\`${model}\`: ${params.total.toLocaleString('en')} parameters.`);
    expect(section).toContain(`kmodel init work --example ${name}`);
    expect(section).toContain(`kmodel train ${name}.kmodel`);
  });

  it.each(examples.map(({ name }) => name))(
    '%s: saved arrays bear the names of its inputs and heads',
    (name) => {
      const section = sections.get(name)!;
      const { inputs, heads } = summaryOf(name);
      const names = [...inputs, ...heads].map((each) => each.name).sort();
      for (const [, arrays] of section.matchAll(/writeArrays\('[^']+', \{\n([\s\S]*?)\n *\}\);/g)) {
        const given = [...arrays!.matchAll(/^ {2,4}(\w+): \{/gm)].map(([, each]) => each);
        expect(given.sort()).toEqual(names);
      }
      expect(section).not.toContain('```python');
      for (const [, given] of section.matchAll(/--data (\w+)=/g)) expect(names).toContain(given);
    },
  );

  it.each([
    ['inception', 'InceptionModule'],
    ['two-cameras', 'XceptionBase'],
  ])('%s also tells the parameters of %s', (section, model) => {
    const { params } = summaryOf(section === 'two-cameras' ? 'xception' : section, model);
    expect(sections.get(section)).toContain(`${params.total.toLocaleString('en')} parameters`);
  });

  it('tells the conditions on sizes as the checker derives them', () => {
    expect(sections.get('posts')).toContain(`\`${summaryOf('posts').conditions[0]}\``);
    expect(sections.get('text-cnn')).toContain(`\`${summaryOf('text-cnn').conditions[0]}\``);
  });
});
