import { CompletionItemKind } from 'vscode-languageserver';
import { definitionText } from '../../describe.ts';
import { toWorkspaceEdit } from '../../edits.ts';
import { importEdit, importables } from '../imports.ts';
import { snippetOfCall, type Offer, type Place } from './offer.ts';

/** Calls of blocks, models and layers that this file knows. */
export function definitionOffers(place: Place, rank: number): readonly Offer[] {
  const usable = definitionsOf(place).filter(({ declaration }) => declaration.kind !== 'Component');
  return usable.map(({ name, declaration, offer }) => {
    const required = (declaration.parameters ?? []).filter((each) => !each.default);
    return {
      ...offer,
      rank,
      snippet: snippetOfCall(
        name,
        required.map((each) => each.name.text),
      ),
    };
  });
}

/** Names of the models that one could extend. */
export function baseOffers(place: Place): readonly Offer[] {
  return definitionsOf(place).flatMap(({ declaration, offer }) =>
    declaration.kind === 'Model' ? [{ ...offer, rank: 0 }] : [],
  );
}

/** The blocks and models that this file knows, besides the one in which something is written. */
function definitionsOf({ view, part }: Place) {
  return [...view.file.scope.names].flatMap(([name, meaning]) => {
    if (meaning.kind !== 'definition' || meaning.declaration === part?.declaration) return [];
    const { declaration, module } = meaning;
    const offer = {
      label: name,
      kind: declaration.kind === 'Model' ? CompletionItemKind.Module : CompletionItemKind.Method,
      detail: definitionText(declaration, module.source.text),
      data: { of: 'declaration', path: module.origin, name: declaration.name.text },
    } satisfies Omit<Offer, 'rank'>;
    return [{ name, declaration, offer }];
  });
}

/** Blocks and models of other files: taking one adds its import. */
export function importableDefinitionOffers({ session, view }: Place): readonly Offer[] {
  return importables(session, view.path).flatMap(({ name, kind, specifier }) => {
    if (kind === 'const' || kind === 'component' || view.file.scope.names.has(name)) return [];
    const edit = importEdit(view, name, specifier);
    const { changes } = toWorkspaceEdit({ ...session, documentChanges: false }, [edit]);
    return [
      {
        label: name,
        rank: 5,
        kind: kind === 'model' ? CompletionItemKind.Module : CompletionItemKind.Method,
        labelDetails: { description: specifier },
        detail: `Import from "${specifier}"`,
        snippet: `${name}($1)$0`,
        additionalTextEdits: Object.values(changes ?? {}).flat(),
      },
    ];
  });
}
