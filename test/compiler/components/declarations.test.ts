import { describe, expect, it } from 'vitest';
import type { ComponentCategory } from '../../../compiler/declarations/values.ts';
import { allComponents, findComponent } from '../../../compiler/components/registry.ts';
import { catalogue, declaredArguments, kerasArguments } from '../support/catalogue.ts';

const categories: readonly (readonly [ComponentCategory, string])[] = [
  ['activation', 'activations'],
  ['initializer', 'initializers'],
  ['regularizer', 'regularizers'],
  ['constraint', 'constraints'],
  ['loss', 'losses'],
  ['metric', 'metrics'],
  ['optimizer', 'optimizers'],
  ['schedule', 'schedules'],
  ['callback', 'callbacks'],
];

/** `accuracy` and `acc` mean the accuracy that fits the head, which the checker picks. */
const resolvedByHead = ['accuracy'];

describe.each(categories)('declarations of %s components', (category, key) => {
  const declared = allComponents(category).filter(({ internal }) => !internal);

  it.each(declared.map((declaration) => [declaration.name, declaration] as const))(
    '%s has the arguments of Keras, in order, with their defaults, and its names',
    (name, declaration) => {
      const entry = catalogue[key]!.find((candidate) => candidate.name === name)!;
      expect(declaredArguments(declaration.arguments)).toEqual(kerasArguments(entry));
      const names = entry.names.filter((alias) => !resolvedByHead.includes(alias));
      for (const alias of names) expect(findComponent(category, alias)?.name).toBe(name);
      for (const alias of declaration.aliases) expect(entry.names).toContain(alias);
    },
  );

  it.each(declared.map((declaration) => [declaration.name, declaration] as const))(
    '%s documents everything in one line',
    (_, declaration) => {
      const docs = Object.values(declaration.arguments).map(({ doc }) => doc);
      for (const text of [declaration.summary, ...docs]) expect(text).toMatch(/^[^\n]{6,150}[.]$/);
    },
  );
});
