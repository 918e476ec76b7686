import type { ShapeProblem } from '../declarations/define-layer.ts';
import type { Place } from '../diagnostics/place.ts';
import { tensorTypeText } from '../shapes/types.ts';
import type { CallExpression } from '../../grammar/ast.ts';
import { argumentIn, type ResolvedLayerCall } from '../bind/call.ts';
import type { LayerDeclaration } from '../declarations/define-layer.ts';
import type { Fix } from '../diagnostics/diagnostic.ts';
import { replacementFix } from '../diagnostics/suggest.ts';
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
      ...(problem.set && call ? setArgumentFix(site, call, resolved.declaration, problem.set) : []),
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

function fillNames(text: string, layer: string, inputs: readonly FlowTensor[]): string {
  return text.replace(/\{layer\}|\{(?:input|bare)(\d*)\}/g, (whole, index: string | undefined) => {
    if (whole === '{layer}') return layer;
    const input = inputs[index === '' || index === undefined ? 0 : Number(index)];
    if (!input) return whole;
    return whole.startsWith('{bare') ? input.label : `\`${input.label}\``;
  });
}

/** Writes an argument into a call, or another value in its place. */
function setArgumentFix(
  site: Site,
  call: CallExpression,
  declaration: LayerDeclaration,
  { argument, text }: { readonly argument: string; readonly text: string },
): readonly Fix[] {
  if (!Object.hasOwn(declaration.arguments, argument)) return [];
  const written = argumentIn(call, declaration, argument);
  if (written) return [replacementFix(placeAt(site, written.span), text)];
  const { end } = call.parentheses;
  if (site.environment.module.source.text.charAt(end - 1) !== ')') return [];
  const place = placeAt(site, { start: end - 1, end: end - 1 });
  const comma = call.arguments.length > 0 ? ', ' : '';
  return [replacementFix(place, `${comma}${argument}: ${text}`, `Add \`${argument}: ${text}\``)];
}
