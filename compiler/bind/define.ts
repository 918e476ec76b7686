import type {
  ComponentDeclaration,
  DefiningDeclaration,
  Identifier,
  Member,
  ModelDeclaration,
} from '../../grammar/ast.ts';
import { placesOfMembers } from '../../grammar/member-places.ts';
import type { Collector } from '../diagnostics/collector.ts';
import { replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import { dependencyOrder } from '../names/order.ts';
import { articleFor } from '../declarations/categories.ts';
import { exampleOf, givenParameters, membersOf, tensorCount, tensorNames } from './component-members.ts';
import { collectSizeVariables } from './size-variables.ts';
import {
  keywordOf,
  namesOf,
  type DefinedMember,
  type DefinedParameter,
  type Definition,
  type Definitions,
  kindText,
} from './definitions.ts';
import { hasProblemWithin, placeIn, type Module } from './module.ts';
import { parameterTypeOf } from './parameter-types.ts';
import { declareName, declareOnce, describeScope, findReplaced } from './declare-names.ts';
import { canMeanBeside } from './made-from.ts';

export type { DefiningDeclaration };

/** Every block, model, layer and component, with where it stands. */
export function ownersOf(modules: Iterable<Module>): ReadonlyMap<DefiningDeclaration, Module> {
  const owners = new Map<DefiningDeclaration, Module>();
  for (const module of modules) {
    for (const declaration of module.file.declarations) {
      if (declaration.kind !== 'Import' && declaration.kind !== 'Const') owners.set(declaration, module);
    }
  }
  return owners;
}

/** Blocks and models, each after the model that it extends; circles are reported. */
export function orderByBase(
  owners: ReadonlyMap<DefiningDeclaration, Module>,
  collector: Collector,
): readonly DefiningDeclaration[] {
  const { order, circles } = dependencyOrder(owners.keys(), (declaration) => {
    const base = findBase(declaration, owners.get(declaration)!);
    return base ? [base] : [];
  });
  for (const circle of circles) reportCircle(circle, owners, collector);
  return order;
}

/**
 * Builds one block or model.
 * @param definitions those built before: what it extends is among them, unless they extend each other in a circle
 */
export function define(
  declaration: DefiningDeclaration,
  module: Module,
  definitions: Pick<Definitions, 'get'>,
  collector: Collector,
): Definition {
  if (declaration.kind === 'Model' && declaration.base)
    checkBase(declaration.base, declaration, module, collector);
  const extended = findBase(declaration, module);
  const base = extended && definitions.get(extended);
  if (!base || (base.generation < mostGenerations && !base.cutOff))
    return defineOn(base, declaration, module, collector);
  if (!base.cutOff && declaration.kind === 'Model') {
    const place = placeIn(module, declaration.base!.span);
    collector.report('KM2004', 'generations', { limit: mostGenerations }, place);
  }
  return {
    ...defineOn(
      undefined,
      declaration.kind === 'Model' ? { ...declaration, members: [] } : declaration,
      module,
      collector,
    ),
    declaration,
    cutOff: true,
  };
}

/** Each model holds what all before it hold: of longer chains, the members would be too many. */
const mostGenerations = 100;

function findBase(declaration: DefiningDeclaration, module: Module): ModelDeclaration | undefined {
  if (declaration.kind !== 'Model' || !declaration.base) return undefined;
  const meaning = module.names.get(declaration.base.key);
  return meaning?.kind === 'definition' && meaning.declaration.kind === 'Model'
    ? meaning.declaration
    : undefined;
}

function checkBase(
  base: Identifier,
  declaration: DefiningDeclaration,
  module: Module,
  collector: Collector,
): void {
  const meaning = module.names.get(base.key);
  if (base.key === '' || meaning?.kind === 'unknown') return;
  if (meaning?.kind === 'definition' && meaning.declaration.kind === 'Model') return;
  const place = placeIn(module, base.span);
  const models = [...module.names].filter(
    ([, each]) => each.kind === 'definition' && each.declaration.kind === 'Model',
  );
  const { text, closest } = suggestionFor(
    base.text,
    models.map(([key]) => key),
    'There are',
    [],
    canMeanBeside(module, declaration),
  );
  if (meaning?.kind === 'definition') {
    const kind = kindText(meaning.declaration);
    collector.report('KM1001', 'blockAsBase', { name: base.text, article: articleFor(kind), kind }, place, {
      help:
        meaning.declaration.kind === 'Component'
          ? undefined
          : `a ${kind} is used as a layer: \`x -> ${base.text}()\`.`,
    });
    return;
  }
  collector.report('KM1001', 'base', { name: base.text }, place, {
    suggestion: text,
    fixes: replacementFixes(place, closest),
  });
}

function reportCircle(
  circle: readonly DefiningDeclaration[],
  owners: ReadonlyMap<DefiningDeclaration, Module>,
  collector: Collector,
): void {
  const first = circle[0]!;
  const chain = [...circle, first].map((each) => `\`${each.name.text}\``).join(' extends ');
  collector.report('KM4001', 'extends', { chain }, placeIn(owners.get(first)!, first.name.span));
}

function defineOn(
  base: Definition | undefined,
  declaration: DefiningDeclaration,
  module: Module,
  collector: Collector,
): Definition {
  const parameters = defineParameters(declaration, module, base, collector);
  const members: DefinedMember[] = [...(base?.members ?? [])];
  const names = new Map<string, DefinedMember>(base?.names);
  const own = new Map<string, Identifier>();
  for (const parameter of parameters) own.set(parameter.parameter.name.key, parameter.parameter.name);

  for (const member of membersOf(declaration)) {
    if (isMisplaced(declaration, member)) {
      const kind = kindText(declaration);
      const place = placeIn(module, {
        start: member.span.start,
        end: member.span.start + keywordOf(member).length,
      });
      collector.report('KM0002', 'misplaced', { kind, member: keywordOf(member) }, place);
      continue;
    }
    const defined: DefinedMember = { member, module, names: namesOf(member), owner: declaration };
    const replaced = findReplaced(defined, declaration, base, collector);
    if (replaced) {
      members[members.indexOf(replaced)] = defined;
      for (const name of replaced.names) names.delete(name.key);
    } else {
      members.push(defined);
    }
    for (const name of defined.names)
      if (declareName(name, defined, module, own, base, replaced, collector)) names.set(name.key, defined);
    if (member.kind === 'Return' || member.kind === 'Train' || member.kind === 'Data')
      declareOnce(defined, declaration, module, collector);
  }

  const isOf = <K extends Member['kind']>(kind: K) =>
    members.filter((each): each is DefinedMember<Extract<Member, { kind: K }>> => each.member.kind === kind);
  const inputs = isOf('Input');
  const sizeVariables = collectSizeVariables(inputs, parameters);
  let scope: ReadonlyMap<string, string> | undefined;
  const definition: Definition = {
    kind: definitionKinds[declaration.kind],
    name: declaration.name.text,
    module,
    declaration,
    base,
    generation: base ? base.generation + 1 : 0,
    cutOff: false,
    parameters,
    members,
    names,
    inputs,
    heads: isOf('Head'),
    returned: isOf('Return')[0],
    train: isOf('Train').at(-1),
    data: isOf('Data').at(-1),
    weights: isOf('Weight'),
    updates: isOf('Update'),
    objectives: isOf('Objective'),
    sizeVariables,
    scopeNames: () => (scope ??= describeScope(names, sizeVariables)),
  };
  if (definition.kind !== 'model' && !definition.returned && !hasProblemWithin(module, declaration.span)) {
    const word = kindText(declaration);
    const kind = word.charAt(0).toUpperCase() + word.slice(1);
    const place = placeIn(module, declaration.name.span);
    collector.report('KM0002', 'noReturn', { kind, name: definition.name }, place, {
      help: `${articleFor(word) === 'an' ? 'An' : 'A'} ${word} ends with its result: \`return ${definition.kind === 'block' ? 'x -> …' : '…'}\`.`,
    });
  }
  if (declaration.kind === 'Component') checkTensors(declaration, module, collector);
  return definition;
}

const definitionKinds = {
  Block: 'block',
  Model: 'model',
  Layer: 'layer',
  Component: 'component',
} as const;

function isMisplaced(declaration: DefiningDeclaration, member: Member): boolean {
  return (
    !placesOfMembers[declaration.kind].has(member.kind) ||
    // The inputs of a component are its first parameters.
    (member.kind === 'Input' && declaration.kind === 'Component' && declaration.members.includes(member))
  );
}

/** A component of too few parameters does not get all its tensors. */
function checkTensors(declaration: ComponentDeclaration, module: Module, collector: Collector): void {
  const wanted = tensorCount(declaration.category);
  const found = declaration.parameters?.length ?? 0;
  if (found >= wanted || hasProblemWithin(module, declaration.span)) return;
  const values = {
    category: declaration.category,
    name: declaration.name.text,
    tensors: tensorNames(declaration.category),
  };
  collector.report('KM5007', 'tensors', values, placeIn(module, declaration.name.span), {
    help: exampleOf(declaration.category),
  });
}

function defineParameters(
  declaration: DefiningDeclaration,
  module: Module,
  base: Definition | undefined,
  collector: Collector,
): readonly DefinedParameter[] {
  const own = givenParameters(declaration);
  if (!own) return base?.parameters ?? [];
  const parameters: DefinedParameter[] = [];
  const seen = new Map<string, Identifier>();
  for (const parameter of own) {
    const { name } = parameter;
    if (name.key === '') continue;
    const place = placeIn(module, name.span);
    const first = seen.get(name.key);
    if (first) {
      const related = [
        { place: placeIn(module, first.span), message: `\`${name.text}\` is declared here, too.` },
      ];
      collector.report('KM1002', 'default', { name: name.text }, place, { related });
      continue;
    }
    seen.set(name.key, name);
    const hidden = module.names.get(name.key);
    if (hidden && hidden.kind !== 'unknown') {
      const kind = hidden.kind === 'const' ? 'constant' : kindText(hidden.declaration);
      const related = [
        {
          place: placeIn(hidden.standsIn, hidden.name.span),
          message: `The ${kind} \`${name.text}\` is here.`,
        },
      ];
      collector.report('KM1002', 'hides', { name: name.text, kind }, place, { related });
    }
    parameters.push({
      parameter,
      module,
      type: parameterTypeOf(parameter, module, collector),
      hidden: false,
    });
  }
  for (const inherited of base?.parameters ?? []) {
    const { name } = inherited.parameter;
    if (seen.has(name.key)) continue;
    if (!inherited.parameter.default) {
      const values = { base: base!.name, name: name.text, model: declaration.name.text };
      collector.report('KM1001', 'baseParameter', values, placeIn(module, declaration.name.span), {
        related: [
          { place: placeIn(inherited.module, name.span), message: `\`${name.text}\` is declared here.` },
        ],
      });
    }
    parameters.push({ ...inherited, hidden: true });
  }
  return parameters;
}
