/**
 * What the language cannot say, declared in TypeScript by the same functions that kmodel's own layers are declared by:
 * `kmodel-lang/extend`. Declare, register, then check or load files that use it.
 *
 * @example
 * registerLayer(defineLayer({
 *   name: 'Twice', family: 'core', summary: 'Every entry twice as large.', example: 'x -> Twice()',
 *   arguments: {}, input: { dtype: 'float' }, output: ({ inputs: [x] }) => x!,
 *   lower: ({ ops }, { inputs: [x] }) => ops.multiply(x!, 2),
 * }));
 */
export { registerLayer } from './layers/registry.ts';
export { registerComponent, type RegisteredCategory } from './components/registry.ts';
export { RegistrationError } from './declarations/registration-error.ts';
export { defineLayer } from './declarations/define.ts';
export { shapeProblem } from './declarations/define-layer.ts';
export type {
  LayerDeclaration,
  LayerLowerCall,
  LayerShapeCall,
  LoweringContext,
  ShapeProblem,
  WeightSpecification,
} from './declarations/define-layer.ts';
export {
  defineActivation,
  defineConstraint,
  defineInitializer,
  defineLoss,
  defineMetric,
  defineOptimizer,
  defineRegularizer,
  defineSchedule,
} from './declarations/define.ts';
export type {
  Activation,
  Constraint,
  Initializer,
  Loss,
  Metric,
  Optimizer,
  Regularizer,
  Schedule,
} from './declarations/define-component.ts';
export * from './declarations/declare.ts';
export { weight } from './layers/shared/results.ts';
export { initializer, kernelAndBias } from './layers/shared/component-arguments.ts';
export type { Operand, Ops } from './ops/builder.ts';
export type { Tensor } from './ops/types.ts';
export type { Size } from './shapes/size.ts';
export type { DType, TensorType } from './shapes/types.ts';
