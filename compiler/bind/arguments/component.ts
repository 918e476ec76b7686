import type { CallExpression } from '../../../grammar/ast.ts';
import { placeIn, type Module } from '../module.ts';
import type { Value } from '../values.ts';
import { findByHead, namesByHead } from '../../components/by-head.ts';
import { allComponents, findByText, findComponent } from '../../components/registry.ts';
import { argumentsWithDefaults, componentValue } from '../../declarations/default-value.ts';
import type { ComponentTypes } from '../../declarations/define-component.ts';
import { replacementFixes, suggestionFor } from '../../diagnostics/suggest.ts';
import type { Place } from '../../diagnostics/place.ts';
import { insteadOf } from '../../names/instead.ts';
import { isKerasName } from '../../names/keras-names.ts';
import { articleFor, categoryText } from '../../declarations/categories.ts';
import type { ArgumentType } from '../../declarations/declare.ts';
import { nativeValue } from '../habits.ts';
import { resolveArguments } from './resolve.ts';
import { placeOf, unknownArgument, wrongType, type Coerced, type ValueSite } from './value-site.ts';
import type { Arguments, ComponentCategory, ComponentValue } from '../../declarations/values.ts';

type ComponentType = Extract<ArgumentType, { kind: 'component' }>;

/** A component by its bare name (`relu`), a string of it, or a call (`HeNormal(seed: 1)`). */
export function coerceComponent(site: ValueSite, value: Value, type: ComponentType): Coerced {
  if (value.kind === 'object') return coerceCall(site, value.call, value.environment, type);
  const name = nameIn(value);
  if (name === undefined) return wrongType(site, value, type);
  const chosenLater = findByHead(type.category, name);
  if (chosenLater) return { kind: 'ok', value: chosenLater };
  const { module } = site.environment;
  const declaration = ownComponent(site, module, type.category, name) ?? findByText(type.category, name);
  if (declaration === 'unknown') return unknownArgument;
  if (!declaration) return unknownComponent(site, name, placeOf(site), type.category);
  const missing = Object.entries(declaration.arguments).find(([, argument]) => argument.required);
  if (missing) {
    return {
      kind: 'problem',
      otherType: false,
      report() {
        const values = { owner: declaration.name, names: `\`${missing[0]}\``, doc: '' };
        site.context.report('KM2002', 'default', values, placeOf(site), {
          help: `\`${declaration.name}(${missing[0]}: …)\` gives it one.`,
        });
      },
    };
  }
  return { kind: 'ok', value: componentOf(declaration, argumentsWithDefaults(declaration), name) };
}

function coerceCall(
  site: ValueSite,
  call: CallExpression,
  environment: ValueSite['environment'],
  type: ComponentType,
): Coerced {
  const { key } = call.callee;
  const declaration =
    ownComponent(site, environment.module, type.category, key) ?? findComponent(type.category, key);
  if (declaration === 'unknown') return unknownArgument;
  const calleePlace = placeIn(environment.module, call.callee.span);
  if (!declaration) return unknownComponent(site, call.callee.text, calleePlace, type.category);
  const { context } = site;
  const resolved = resolveArguments(context, environment, call, {
    owner: declaration.name,
    arguments: declaration.arguments,
  });
  if (!resolved.args) return unknownArgument;
  const problem = declaration.problem?.(resolved.args);
  if (problem) {
    const span = resolved.given.get(problem.argument)?.span ?? call.callee.span;
    context.report('KM2004', 'given', { message: problem.message }, placeIn(environment.module, span));
    return unknownArgument;
  }
  return { kind: 'ok', value: componentOf(declaration, resolved.args, call.callee.key) };
}

/** The component of the text that bears a name; `unknown` for an import that failed. */
function ownComponent(
  { context }: ValueSite,
  module: Module,
  category: ComponentCategory,
  name: string,
): ComponentTypes[ComponentCategory] | 'unknown' | undefined {
  const meaning = module.names.get(name);
  if (meaning?.kind === 'unknown') return 'unknown';
  if (meaning?.kind !== 'definition' || meaning.declaration.kind !== 'Component') return undefined;
  if (meaning.declaration.category !== category) return undefined;
  const definition = context.definitions.get(meaning.declaration)!;
  // What it is differs from text to text: the call is not resolved once for all.
  context.parameterReads++;
  return context.own.component(definition);
}

function componentOf(
  declaration: ComponentTypes[ComponentCategory],
  args: Arguments,
  written: string,
): ComponentValue {
  const value = componentValue<ComponentCategory>(declaration, args);
  return written === declaration.name ? value : { ...value, alias: written };
}

const trainingCategories: ReadonlySet<ComponentCategory> = new Set([
  'loss',
  'metric',
  'optimizer',
  'callback',
]);

/** KM5003 for what belongs to training, KM2006 for the rest; Keras's own names are told from misspelt ones. */
function unknownComponent(site: ValueSite, name: string, place: Place, category: ComponentCategory): Coerced {
  const report = (): void => {
    const { context } = site;
    const inKeras = isKerasName(category, name);
    const native = nativeValue(name);
    const { text, closest } = native
      ? { text: `Did you mean \`${native}\`?`, closest: [native] }
      : suggestionFor(name, knownNames(category, name), 'There are');
    const details = inKeras
      ? { suggestion: insteadOf(category, name) }
      : { suggestion: text, fixes: replacementFixes(place, closest) };
    const word = categoryText(category);
    const values = { category: word, found: name, article: articleFor(word) };
    if (trainingCategories.has(category)) {
      if (inKeras) context.report('KM5003', 'keras', values, place, details);
      else context.report('KM5003', 'default', values, place, details);
    } else if (inKeras) context.report('KM2006', 'kerasComponent', values, place, details);
    else context.report('KM2006', 'component', values, place, details);
  };
  return { kind: 'problem', otherType: false, report };
}

/** Candidates for "did you mean": class names for a class-like word, else the short names. */
function knownNames(category: ComponentCategory, written: string): readonly string[] {
  const isClass = /^\p{Lu}/u.test(written);
  const shortcuts = namesByHead(category);
  const names = allComponents(category).flatMap((component) => [component.name, ...component.aliases]);
  const alike = [...shortcuts, ...names].filter((name) => /^\p{Lu}/u.test(name) === isClass);
  return alike.length > 0 ? alike : names;
}

/** The text of a value that stands for a name: a bare name or a string. */
function nameIn(value: Value): string | undefined {
  if (value.kind === 'option') return value.name;
  return value.kind === 'string' ? value.value : undefined;
}
