import type { AstPath, Doc, ParserOptions } from 'prettier';
import type { Comment, Entry, Parameter, RecordPatternEntry } from '../ast.ts';
import type { Node } from '../walk.ts';

/** A comment as prettier keeps it while it prints. */
export interface AttachedComment extends Comment {
  leading?: boolean;
  trailing?: boolean;
  printed?: boolean;
  placement?: 'ownLine' | 'endOfLine' | 'remaining';
  enclosingNode?: Printed;
  precedingNode?: Printed;
  followingNode?: Printed;
}

/** A node with the comments that prettier attached to it. */
export type Printed = (Node | Entry | Parameter | RecordPatternEntry) & { comments?: AttachedComment[] };

export type Path = AstPath<Printed>;
export type Options = ParserOptions<Printed>;
export type Print = (selector?: string | number | (string | number)[] | Path, form?: Form) => Doc;

/** How a node is printed where its surroundings decide: `expanded` is one entry a line. */
export type Form = 'expanded' | undefined;

/** Prints one child, or a list of children, by the name of the property that holds it. */
export interface Printer {
  readonly path: Path;
  readonly options: Options;
  readonly print: Print;
  readonly form?: Form;
}

/** Steps to the child at `property`; prettier types paths by the keys of one node, ours are many. */
export function atChild<T>(
  printer: Printer,
  property: string | readonly (string | number)[],
  work: (inner: Printer) => T,
): T {
  const steps = typeof property === 'string' ? [property] : property;
  const path = printer.path as unknown as { call(work: (path: Path) => T, ...steps: (string | number)[]): T };
  return path.call((inner) => work({ ...printer, path: inner }), ...steps);
}

/** Does the same for each child of a list. */
export function atEach<T>(
  printer: Printer,
  property: string,
  work: (inner: Printer, index: number) => T,
): T[] {
  const path = printer.path as unknown as {
    map(work: (path: Path, index: number) => T, ...steps: string[]): T[];
  };
  return path.map((inner, index) => work({ ...printer, path: inner }, index), property);
}

export function printEach(printer: Printer, property: string): Doc[] {
  return atEach(printer, property, ({ print }) => print());
}
