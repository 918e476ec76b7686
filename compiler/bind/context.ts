import type { CallExpression, ConstDeclaration } from '../../grammar/ast.ts';
import type { Collector } from '../diagnostics/collector.ts';
import type { CompilerHost } from '../host.ts';
import type { ResolvedCall } from './call.ts';
import type { Definitions } from './definitions.ts';
import type { Module } from './module.ts';
import type { Value } from './values.ts';

/** What the stages of one check share. */
export interface CheckContext {
  readonly host: CompilerHost;
  readonly collector: Collector;
  readonly report: Collector['report'];
  /** Every loaded file by path, in the order in which they were met. */
  readonly modules: Map<string, Module>;
  readonly constants: Map<ConstDeclaration, Value>;
  readonly definitions: Definitions;
  /** Calls whose arguments depend on no parameter or loop variable, resolved once. */
  readonly resolvedCalls: Map<CallExpression, ResolvedCall>;
  /** Grows whenever a parameter or loop variable is read: tells whether a value depends on one. */
  parameterReads: number;
}
