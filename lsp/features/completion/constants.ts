import { CompletionItemKind } from 'vscode-languageserver';
import { constantFunctions } from '../../../compiler/bind/functions.ts';
import { allFunctions } from '../../../compiler/functions/registry.ts';
import type { Offer, Place } from './offer.ts';

/** The constants of the file and the parameters of the declaration. */
export function constantOffers({ view, part }: Place, rank: number): readonly Offer[] {
  const kind = CompletionItemKind.Constant;
  return [
    ...[...view.file.scope.names].flatMap(([label, meaning]) =>
      meaning.kind === 'const' ? [{ label, rank, kind }] : [],
    ),
    ...(part?.state?.definition?.parameters ?? []).flatMap(({ parameter, hidden }) =>
      hidden ? [] : [{ label: parameter.name.text, rank, kind, detail: 'parameter' }],
    ),
  ];
}

/** Functions of tensors. */
export function tensorFunctionOffers(rank: number): readonly Offer[] {
  return allFunctions().map(({ name, layer }) => ({
    label: name,
    rank,
    kind: CompletionItemKind.Function,
    detail: layer.summary,
    snippet: `${name}($1)$0`,
  }));
}

/** Functions that compute a constant. */
export function functionOffers(rank: number): readonly Offer[] {
  return [...constantFunctions].map(([name, { wants }]) => ({
    label: name,
    rank,
    kind: CompletionItemKind.Function,
    detail: `of ${wants}`,
    snippet: `${name}($1)$0`,
  }));
}
