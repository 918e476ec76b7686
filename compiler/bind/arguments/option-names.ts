import { allComponents } from '../../components/registry.ts';
import { allLayers } from '../../layers/registry.ts';
import { componentCategories } from '../../declarations/categories.ts';
import type { ArgumentType } from '../../declarations/declare.ts';

let known: ReadonlySet<string> | undefined;

/** True for a bare name that some argument of some layer or component takes: `relu`, `same`, `mse`. */
export function isOptionName(name: string): boolean {
  known ??= collect();
  return known.has(name);
}

function collect(): ReadonlySet<string> {
  const names = new Set(['accuracy', 'acc', 'crossentropy', 'ce']);
  const add = (type: ArgumentType): void => {
    if (type.kind === 'option') type.options.forEach((option) => names.add(option));
    else if (type.kind === 'list') add(type.of);
    else if (type.kind === 'anyOf') type.of.forEach(add);
  };
  for (const layer of allLayers()) Object.values(layer.arguments).forEach((argument) => add(argument.type));
  for (const category of componentCategories) {
    for (const component of allComponents(category)) {
      [component.name, ...component.aliases].forEach((name) => names.add(name));
      Object.values(component.arguments).forEach((argument) => add(argument.type));
    }
  }
  return names;
}
