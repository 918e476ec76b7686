import type { Span } from '../../grammar/source.ts';

/** A piece of a file's text: where a mistake is, or what a layer was made by. */
export interface Place {
  readonly file: string;
  readonly span: Span;
}
