import { CompletionItemKind } from 'vscode-languageserver';
import type { ComponentCategory } from '../../../compiler/declarations/values.ts';
import { allComponents } from '../../../compiler/components/registry.ts';
import { callSnippet, type Offer } from './offer.ts';

/** Components that are written as calls, because they nearly always get arguments. */
const calls: ReadonlySet<ComponentCategory> = new Set(['optimizer', 'callback', 'schedule']);

/** The components of a category, as calls or by the name that stands without parentheses. */
export function componentOffers(
  category: ComponentCategory,
  rank: number,
  rankOf: (name: string) => number = () => 0,
): readonly Offer[] {
  const isCall = calls.has(category);
  return [...allComponents(category)].flatMap((component) => {
    if (component.internal) return [];
    const label = isCall ? component.name : bareName(component.name, component.aliases);
    return [
      {
        label,
        rank: rank + rankOf(component.name),
        kind: isCall ? CompletionItemKind.Class : CompletionItemKind.EnumMember,
        ...(label === component.name ? {} : { detail: component.name }),
        ...(isCall ? { snippet: callSnippet(label, component.arguments) } : {}),
        data: { of: 'component', category, name: component.name },
      },
    ];
  });
}

/** The lower-case name that stands without parentheses, where there is one. */
function bareName(name: string, aliases: readonly string[]): string {
  if (/^\p{Ll}/u.test(name)) return name;
  return (
    aliases.filter((alias) => /^[\p{Ll}_\d]+$/u.test(alias)).sort((a, b) => b.length - a.length)[0] ?? name
  );
}
