import type { CallExpression, ComponentWord, ConstDeclaration } from '../../grammar/ast.ts';
import type { Collector } from '../diagnostics/collector.ts';
import type { CompilerHost } from './host.ts';
import type { CallCoercions } from './arguments/value-site.ts';
import type { KnownCall } from './call.ts';
import type { ComponentTypes } from '../declarations/define-component.ts';
import type { LayerDeclaration } from '../declarations/define-layer.ts';
import type { Definition, Definitions } from './definitions.ts';
import type { Module } from './module.ts';
import type { Value } from './values.ts';

/** The values of constants, as they become known. */
export interface ConstantValues {
  readonly get: (constant: ConstDeclaration) => Value | undefined;
  readonly set: (constant: ConstDeclaration, value: Value) => unknown;
}

/** Declarations of layers and components that a text makes, by their definitions. */
export interface OwnDeclarations {
  readonly layer: (definition: Definition) => LayerDeclaration;
  readonly component: (definition: Definition) => ComponentTypes[ComponentWord];
}

/** What the stages of one check share. */
export interface CheckContext {
  readonly host: CompilerHost;
  readonly collector: Collector;
  readonly report: Collector['report'];
  /** Every loaded file by path, in the order in which they were met. */
  readonly modules: Map<string, Module>;
  readonly constants: ConstantValues;
  readonly definitions: Definitions;
  readonly coerceCall: CallCoercions;
  /** What layers and components of the text are, in the form of those that come with kmodel. */
  readonly own: OwnDeclarations;
  /**
   * Layer calls without mistakes whose arguments depend on no parameter or loop variable, by file and text:
   * a text that repeats a layer a thousand times has it resolved once.
   */
  readonly resolvedCalls: Map<string, KnownCall>;
  /** The same by the calls themselves. What outlives a check holds no call that the text has no longer. */
  readonly resolvedNodes: Pick<WeakMap<CallExpression, KnownCall>, 'get' | 'set'>;
  /** Grows whenever a parameter or loop variable is read: tells whether a value depends on one. */
  parameterReads: number;
}
