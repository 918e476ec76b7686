import type { Arguments } from '../../../declarations/values.ts';
import { PythonScope } from '../../python/names.ts';
import type { Statement } from '../../python/statements.ts';

/** What one use of a declaration needs: the lines of a class of Keras behind those of its constructor. */
export interface OwnText {
  /** Statements of the constructor beside those of parameters. */
  readonly made: readonly Statement[];
  /** The method that makes weights; empty where there are none. */
  readonly build: readonly Statement[];
  /** The other methods, one behind the other. */
  readonly methods: readonly Statement[];
  /** Sizes of what flows in, by the expressions that read them where weights are made, and where the layer is called. */
  readonly buildSizes?: Readonly<Record<string, number>>;
  readonly callSizes?: Readonly<Record<string, number>>;
}

/** How the text of a use is written. */
export interface OwnWriting {
  readonly args: Arguments;
  /** Objects among the arguments that are read from the layer itself: `self.activation(x)`. */
  readonly held: ReadonlySet<string>;
  /** Sizes of what flows in that are others, by what they are where it is used. */
  readonly sizes?: ReadonlyMap<number, number>;
  /** Whether numbers stay where they change nothing, as in x * 1. */
  readonly keepsNumbers?: boolean;
}

/** One use of a declaration. */
export interface OwnUse {
  readonly args: Arguments;
  /** Uses of one kind have the same text wherever their arguments are the same. */
  readonly kind: string;
  /**
   * What it comes to with these arguments.
   * @returns undefined where they do not fit what flows in
   * @throws Unwritable
   */
  readonly text: (writing: OwnWriting) => OwnText | undefined;
}

/**
 * The names of arguments as attributes.
 * @param taken those that the base class has
 */
export function attributeNames(
  names: readonly string[],
  taken: readonly string[],
): ReadonlyMap<string, string> {
  const scope = new PythonScope(undefined, taken);
  return new Map(
    names.map((name) => [name, scope.claim(taken.includes(name) ? `${name}_argument` : name)] as const),
  );
}
