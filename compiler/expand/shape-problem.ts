import type { ShapeProblem } from '../declarations/define-layer.ts';
import type { Place } from '../diagnostics/place.ts';
import { tensorTypeText } from '../shapes/types.ts';
import type { CallExpression } from '../../grammar/ast.ts';
import { setArgumentFix } from './set-argument-fix.ts';
import { vocabularyFixes } from './vocabulary-fix.ts';
import { argumentIn, type ResolvedLayerCall } from '../bind/call.ts';
import type { LayerDeclaration } from '../declarations/define-layer.ts';
import type { Fix } from '../diagnostics/diagnostic.ts';
import type { FlowTensor } from './flow.ts';
import { projectionFixes } from './projection-fix.ts';
import { placeAt, type Site } from './site.ts';

/** Turns what a layer says about its inputs into a diagnostic, with names as the user wrote them. */
export function reportShapeProblem(
  site: Site,
  call: CallExpression | undefined,
  resolved: ResolvedLayerCall,
  problem: ShapeProblem,
  inputs: readonly FlowTensor[],
  place: Place,
): void {
  const { context } = site;
  if (problem.inside) {
    const message = `\`${resolved.declaration.name}\` is used here.`;
    context.collector.within({ place, message }, () => context.collector.adopt(problem.inside!));
    return;
  }
  const fill = (text: string) => fillNames(text, resolved.declaration.name, inputs);
  const { argument } = problem;
  const span = argument && call ? argumentIn(call, resolved.declaration, argument)?.span : undefined;
  const message = fill(problem.message);
  const details = {
    help: problem.help === undefined ? undefined : fill(problem.help),
    fixes: [
      ...(problem.code === 'KM3003' ? projectionFixes(site, inputs, place) : []),
      ...(problem.set && call ? setFixes(site, call, resolved.declaration, problem.set, inputs) : []),
    ],
    related: inputs.map((input) => ({
      place: input.place,
      message:
        inputs.length === 1
          ? `\`${input.label}\` gets its shape here.`
          : `\`${input.label}\` is ${tensorTypeText(input.type!)} here.`,
    })),
  };
  context.report(problem.code, 'given', { message }, span ? placeAt(site, span) : place, details);
}

function setFixes(
  site: Site,
  call: CallExpression,
  declaration: LayerDeclaration,
  set: NonNullable<ShapeProblem['set']>,
  inputs: readonly FlowTensor[],
): readonly Fix[] {
  const fixes = setArgumentFix(site, call, declaration, set);
  return set.argument === 'max_tokens'
    ? [...vocabularyFixes(site, call, declaration, inputs), ...fixes]
    : fixes;
}

function fillNames(text: string, layer: string, inputs: readonly FlowTensor[]): string {
  return text.replace(/\{layer\}|\{(?:input|bare)(\d*)\}/g, (whole, index: string | undefined) => {
    if (whole === '{layer}') return layer;
    const input = inputs[index === '' || index === undefined ? 0 : Number(index)];
    if (!input) return whole;
    return whole.startsWith('{bare') ? input.label : `\`${input.label}\``;
  });
}
