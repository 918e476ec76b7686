import type { CallExpression } from '../../grammar/ast.ts';
import { argumentIn } from '../bind/call.ts';
import type { LayerDeclaration } from '../declarations/define-layer.ts';
import type { Fix } from '../diagnostics/diagnostic.ts';
import { replacementFix } from '../diagnostics/suggest.ts';
import { placeAt, type Site } from './site.ts';

/** Writes an argument into a call, or another value in its place. */
export function setArgumentFix(
  site: Site,
  call: CallExpression,
  declaration: LayerDeclaration,
  { argument, text }: { readonly argument: string; readonly text: string },
  title = `Add \`${argument}: ${text}\``,
): readonly Fix[] {
  if (!Object.hasOwn(declaration.arguments, argument)) return [];
  const written = argumentIn(call, declaration, argument);
  if (written) return [replacementFix(placeAt(site, written.span), text)];
  const { end } = call.parentheses;
  if (site.environment.module.source.text.charAt(end - 1) !== ')') return [];
  const place = placeAt(site, { start: end - 1, end: end - 1 });
  const comma = call.arguments.length > 0 ? ', ' : '';
  return [replacementFix(place, `${comma}${argument}: ${text}`, title)];
}
