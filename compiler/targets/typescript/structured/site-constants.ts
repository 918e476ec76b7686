import { ownValue } from '../../../names/own-value.ts';
import type { Expression, Identifier } from '../../../../grammar/ast.ts';
import type { Module } from '../../../bind/module.ts';
import { constantExpression } from './constant-text.ts';
import { isPinned } from './pins.ts';
import type { Site } from './site.ts';

/** A constant expression at a place of the text; names are those of generated code there. */
export function constantAt(site: Site, expression: Expression, module: Module = site.module): string {
  const names = { name: (name: Identifier) => constantName(site, name, module) };
  return constantExpression(expression, names, module.source.text);
}

/** True for a name whose value generated code may leave open. */
export function isDynamic(site: Site, name: Identifier): boolean {
  if (site.loops.some((loop) => loop.has(name.key))) return true;
  const parameter = site.parameters.find(({ key }) => key === name.key);
  if (parameter) return !parameter.isComponent && !(site.isModel && isPinned(site.context, name.key));
  return site.module.names.get(name.key)?.kind === 'const';
}

function constantName(site: Site, name: Identifier, module: Module): string | undefined {
  const { constants, instances } = site.context;
  for (const loop of site.loops) {
    const variable = loop.get(name.key);
    if (variable !== undefined) return variable;
  }
  const parameter = site.parameters.find(({ key }) => key === name.key);
  if (parameter) {
    if (!site.isModel || !isPinned(site.context, name.key)) {
      site.reads.add(name.key);
      return parameter.variable;
    }
    return constants.value(ownValue(instances.graph.parameters, name.key)!);
  }
  const meaning = module.names.get(name.key);
  return meaning?.kind === 'const' ? constants.name(meaning.declaration, meaning.module) : undefined;
}
