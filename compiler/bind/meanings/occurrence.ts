import type { ArgumentDeclaration } from '../../declarations/declare.ts';
import type { Module } from '../module.ts';
import type { ComponentDeclaration } from '../../declarations/define-component.ts';
import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import type { TensorFunction } from '../../functions/define-function.ts';
import type { Identifier } from '../../../grammar/ast.ts';

/** What a name that the user declared is. */
export type DeclaredKind =
  | 'const'
  | 'block'
  | 'model'
  | 'layer'
  | 'component'
  | 'parameter'
  | 'input'
  | 'branch'
  | 'head'
  | 'shared'
  | 'weight'
  | 'objective'
  | 'step'
  | 'size'
  | 'loop';

/** A name that the user declared: the identifier at its declaration is the same object for all who mean it. */
export interface DeclaredName {
  readonly kind: DeclaredKind;
  readonly identifier: Identifier;
  readonly module: Module;
}

/** A name that comes with the language. */
export type BuiltInName =
  | { readonly kind: 'layer'; readonly layer: LayerDeclaration }
  | { readonly kind: 'component'; readonly component: ComponentDeclaration }
  | {
      readonly kind: 'argument';
      readonly owner: string;
      readonly name: string;
      readonly declaration: ArgumentDeclaration | undefined;
      readonly doc: string;
    }
  | { readonly kind: 'option'; readonly name: string }
  | { readonly kind: 'dtype'; readonly name: string }
  | { readonly kind: 'type'; readonly name: string }
  | { readonly kind: 'function'; readonly name: string; readonly wants: string }
  | { readonly kind: 'tensorFunction'; readonly known: TensorFunction };

/** One place where a name stands in a declaration; its spans count from the beginning of the part. */
export interface Occurrence {
  readonly identifier: Identifier;
  /** Undefined for names that mean nothing. */
  readonly declared?: DeclaredName;
  readonly builtIn?: BuiltInName;
  readonly declares: boolean;
  /** In `{age}` a key of a record and a name at once: to rename it, the key is written out. */
  readonly shorthand?: boolean;
}
