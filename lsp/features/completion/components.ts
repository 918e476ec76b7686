import { CompletionItemKind } from 'vscode-languageserver';
import { categoriesOf } from '../../../compiler/declarations/argument-types.ts';
import type { ComponentCategory } from '../../../compiler/declarations/values.ts';
import { allComponents } from '../../../compiler/components/registry.ts';
import type { ArgumentType } from '../../../compiler/declarations/declare.ts';
import { definitionText } from '../../describe.ts';
import { callSnippet, type Offer, type Place } from './offer.ts';

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

/** The components of the file itself, where a type takes them. */
export function ownComponentOffers({ view }: Place, type: ArgumentType, rank: number): readonly Offer[] {
  const categories = categoriesOf(type);
  return [...view.file.scope.names].flatMap(([name, meaning]) => {
    if (meaning.kind !== 'definition' || meaning.declaration.kind !== 'Component') return [];
    const { category, name: identifier } = meaning.declaration;
    if (!categories.includes(category)) return [];
    return [
      {
        label: name,
        rank,
        kind: CompletionItemKind.Function,
        detail: definitionText(meaning.declaration, meaning.module.source.text),
        data: { of: 'declaration', path: meaning.module.origin, name: identifier.text },
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
