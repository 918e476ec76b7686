import type { IToken } from 'chevrotain';
import { isCloser, isOpener } from './layout/brackets.ts';
import { endOf } from './token-places.ts';
import * as t from './tokens.ts';

/** Tokens, with the text that they stand in and the place of the bracket that closes the one at a place. */
export interface BracketedTokens {
  readonly tokens: readonly IToken[];
  readonly text: string;
  readonly partnerOf: (index: number) => number;
}

/**
 * `Dense(1)(Add()([a, b]))`, as Keras applies layers, as a pipeline: `[a, b] -> Add() -> Dense(1)`.
 * @param layer the place of the layer's name
 * @param open the place of the second parenthesis
 */
export function appliedPipeline(source: BracketedTokens, layer: number, open: number): string {
  const given = itemsBetween(source, open + 1, source.partnerOf(open));
  const flow = given.length === 1 ? given[0]! : `[${given.join(', ')}]`;
  return `${flow} -> ${textOf(source, layer, open)}`;
}

/** What stands between commas. */
function itemsBetween(source: BracketedTokens, from: number, to: number): readonly string[] {
  const { tokens } = source;
  const items: string[] = [];
  let start = from;
  let depth = 0;
  for (let index = from; index <= to; index++) {
    const { tokenType } = tokens[index]!;
    if (index === to || (depth === 0 && tokenType === t.Comma)) {
      if (index > start) items.push(itemText(source, start, index));
      start = index + 1;
    } else if (isOpener(tokenType)) depth++;
    else if (isCloser(tokenType)) depth--;
  }
  return items;
}

/** One item as it is written, but for lists and layers that are applied. */
function itemText(source: BracketedTokens, from: number, to: number): string {
  const { tokens, partnerOf } = source;
  const [first, second] = [tokens[from]!, tokens[from + 1]];
  if (first.tokenType === t.OpenBracket && partnerOf(from) === to - 1)
    return `[${itemsBetween(source, from + 1, to - 1).join(', ')}]`;
  if (first.tokenType === t.Name && second?.tokenType === t.OpenParenthesis) {
    const next = partnerOf(from + 1) + 1;
    const isApplied = next > 0 && tokens[next]?.tokenType === t.OpenParenthesis && next + 2 < to;
    if (isApplied && partnerOf(next) === to - 1) return appliedPipeline(source, from, next);
  }
  return textOf(source, from, to);
}

function textOf({ tokens, text }: BracketedTokens, from: number, to: number): string {
  return text.slice(tokens[from]!.startOffset, endOf(tokens[to - 1]!));
}
