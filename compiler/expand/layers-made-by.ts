import type { Identifier } from '../../grammar/ast.ts';
import type { CheckContext } from '../bind/context.ts';
import type { Environment } from '../bind/environment.ts';
import { placeIn } from '../bind/module.ts';
import { replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import type { BuiltLayer } from './graph-builder.ts';
import type { Frame } from './site.ts';

interface NameSite {
  readonly context: CheckContext;
  readonly environment: Environment;
  readonly frame: Frame;
}

/** Layers by the declaration that makes them. */
export interface MadeLayers {
  readonly own: readonly BuiltLayer[];
  /** Those that training changes. */
  readonly trained: readonly BuiltLayer[];
}

/**
 * The layers that a declaration of the model itself makes. Reports KM1001 for what is not declared, and KM5008 for
 * what makes nothing that training could change.
 * @param others what may stand in the place of a declaration
 */
export function layersMadeBy(
  { context, environment, frame }: NameSite,
  name: Identifier,
  others: readonly string[] = [],
): MadeLayers {
  const place = placeIn(environment.module, name.span);
  const { definition, builder } = frame;
  if (!definition.names.has(name.key)) {
    const known = [...definition.names.keys(), ...others];
    const { text, closest } = suggestionFor(name.text, known, 'There are');
    const fixes = replacementFixes(place, closest);
    context.report('KM1001', 'default', { name: name.text }, place, { suggestion: text, fixes });
    return { own: [], trained: [] };
  }
  const own = builder.layers.filter((layer) => makerOf(layer) === name.key);
  const trained = own.filter(isTrained);
  if (!own.some(({ weights }) => weights === undefined || weights.length > 0)) {
    context.report('KM5008', 'noWeights', { name: name.text }, place);
  } else if (trained.length === 0) context.report('KM5008', 'frozen', { name: name.text }, place);
  return { own, trained };
}

/** Whether training changes weights of a layer; true where they are not known. */
export function isTrained({ trainable, weights }: BuiltLayer): boolean {
  return trainable && (weights === undefined || weights.some((each) => each.trainable));
}

/** The declaration of the model in whose text a layer stands: a branch, a head, a `shared`. */
export function makerOf({ group, own, declaredIn }: BuiltLayer): string | undefined {
  let outermost = group;
  while (outermost?.outer) outermost = outermost.outer;
  if (outermost) return outermost.own ?? outermost.declaration;
  return own ?? declaredIn;
}
