import type { Expression, Identifier, StepEntry } from '../../grammar/ast.ts';
import type { Span } from '../../grammar/source.ts';
import type { CheckContext } from '../bind/context.ts';
import type { Environment } from '../bind/environment.ts';
import { placeIn } from '../bind/module.ts';
import { resolveSettings, stepSettings } from '../bind/settings.ts';
import { replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import { isFloat } from '../shapes/types.ts';
import type { FlowTensor } from './flow.ts';
import type { CheckedHead, CheckedObjective, CheckedStep } from './checked-terms.ts';
import type { BuiltLayer } from './graph-builder.ts';
import { layersMadeBy } from './layers-made-by.ts';
import { environmentOf, type Frame } from './site.ts';

/** Something that training can make small. */
interface Term {
  readonly name: string;
  readonly tensor: FlowTensor | undefined;
  readonly span: Span;
}

interface StepSite {
  readonly context: CheckContext;
  readonly environment: Environment;
  readonly frame: Frame;
  readonly terms: ReadonlyMap<string, Term>;
}

/** The steps of a `train`: what they make small, and what they change. */
export function checkSteps(
  context: CheckContext,
  frame: Frame,
  heads: readonly CheckedHead[],
  objectives: readonly CheckedObjective[],
): readonly CheckedStep[] {
  const { train } = frame.definition;
  const entries = train?.member.settings.entries.filter((entry) => entry.kind === 'Step') ?? [];
  if (!train || entries.length === 0) return [];
  const environment = environmentOf(frame, train);
  const named = [...heads.filter(({ hasLoss }) => hasLoss), ...objectives];
  const terms = new Map(
    named.map(({ defined: { member }, tensor }): [string, Term] => [
      member.name.key,
      { name: member.name.text, tensor, span: member.name.span },
    ]),
  );
  const site: StepSite = { context, environment, frame, terms };
  const seen = new Set<string>();
  const checked = entries.flatMap((entry): readonly ReturnType<typeof checkStep>[] => {
    const { key, text, span } = entry.name;
    if (key === '') return [];
    if (seen.has(key)) {
      context.report('KM1002', 'entry', { name: text }, placeIn(environment.module, span));
      return [];
    }
    seen.add(key);
    return [checkStep(site, entry)];
  });
  const steps = checked.map(({ step }) => step);
  // What was written wrong may have meant any of the terms.
  if (checked.every(({ isKnown }) => isKnown))
    reportForgotten(site, steps, [...heads.filter(({ hasLoss }) => hasLoss), ...objectives]);
  return steps;
}

/** A step, and whether all names of what it makes small are known. */
function checkStep(
  site: StepSite,
  { name, settings }: StepEntry,
): { readonly step: CheckedStep; readonly isKnown: boolean } {
  const { context, environment, terms } = site;
  const owner = `step \`${name.text}\``;
  const { values, expressions } = resolveSettings(context, environment, settings, stepSettings, owner);
  const written = namesIn(site, expressions.get('minimize'));
  const minimize = written ? written.flatMap((each) => termOf(site, each) ?? []) : [...terms.values()];
  const reached = reachedLayers(site.frame, minimize);
  const update = namesIn(site, expressions.get('update'))?.flatMap((each) =>
    layersOf(site, each, reached, minimize),
  );
  const step = {
    name: name.key,
    minimize: minimize.map((term) => term.name.normalize('NFC')),
    update: update ?? null,
    optimizer: values.optimizer,
    repeat: values.repeat,
    place: placeIn(environment.module, name.span),
  };
  return { step, isKnown: written === undefined || written.length === minimize.length };
}

/** The names of a list, or one alone; undefined where nothing is written. */
function namesIn(site: StepSite, expression: Expression | undefined): readonly Identifier[] | undefined {
  if (!expression || expression.kind === 'Missing') return undefined;
  const items = expression.kind === 'List' ? expression.items : [expression];
  return items.flatMap((item): readonly Identifier[] => {
    if (item.kind === 'Identifier') return item.key === '' ? [] : [item];
    if (item.kind === 'Missing') return [];
    const place = placeIn(site.environment.module, item.span);
    site.context.report('KM2003', 'value', { wanted: 'A name', found: 'this is none' }, place);
    return [];
  });
}

function termOf({ context, environment, frame, terms }: StepSite, name: Identifier): Term | undefined {
  const term = terms.get(name.key);
  if (term) return term;
  const place = placeIn(environment.module, name.span);
  if (frame.definition.names.has(name.key)) {
    context.report('KM5008', 'noTerm', { name: name.text }, place);
    return undefined;
  }
  const { text, closest } = suggestionFor(name.text, [...terms.keys()], 'There are');
  context.report('KM1001', 'default', { name: name.text }, place, {
    suggestion: text,
    fixes: replacementFixes(place, closest),
  });
  return undefined;
}

/** The layers that a declaration itself makes. */
function layersOf(
  site: StepSite,
  name: Identifier,
  reached: ReadonlySet<BuiltLayer>,
  minimize: readonly Term[],
): readonly BuiltLayer[] {
  const { own, trained } = layersMadeBy(site, name);
  const isKnown = minimize.length > 0 && minimize.every(({ tensor }) => tensor?.type);
  if (trained.length > 0 && isKnown && !trained.some((layer) => reached.has(layer))) {
    const terms = minimize.map((term) => `\`${term.name}\``).join(', ');
    const place = placeIn(site.environment.module, name.span);
    site.context.report('KM5008', 'unreached', { name: name.text, terms }, place);
  }
  return own;
}

/** The layers into which gradients of some terms flow. */
function reachedLayers({ builder }: Frame, terms: readonly Term[]): ReadonlySet<BuiltLayer> {
  const layers = new Set<BuiltLayer>();
  const seen = new Set<number>();
  const pending = terms.flatMap(({ tensor }) => (tensor ? [tensor.index] : []));
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const tensor = builder.tensors[index];
    if (!tensor?.producer || !isFloat(tensor.type.dtype)) continue;
    const { layer, inputs, tensorArguments } = tensor.producer;
    if (layer.declaration.name === 'StopGradient') continue;
    layers.add(layer);
    for (const input of [...inputs, ...Object.values(tensorArguments).flat()]) pending.push(input.index);
  }
  return layers;
}

/** KM5009 for a term that no step makes small. */
function reportForgotten(
  { context }: StepSite,
  steps: readonly CheckedStep[],
  terms: readonly (CheckedHead | CheckedObjective)[],
): void {
  for (const { defined } of terms) {
    const { name } = defined.member;
    if (steps.some(({ minimize }) => minimize.includes(name.key))) continue;
    context.report('KM5009', 'default', { name: name.text }, placeIn(defined.module, name.span));
  }
}
