import type { ComponentValue } from '../../declarations/values.ts';
import { eachOptimizer, type Optimizers } from '../../graph/optimizers.ts';
import { tfjsName } from '../tfjs/names.ts';
import { tfjsOptimizer } from '../tfjs/training.ts';
import type { ModuleParts } from './module-parts.ts';
import { optimizerText } from './optimizer-class.ts';
import { stringText } from './values-text.ts';

/** The expression of what changes all weights: one optimizer, or one for each part of the model. */
export function optimizersExpression(optimizers: Optimizers, parts: ModuleParts): string {
  const rest = optimizerExpression(optimizers.optimizer, parts);
  if (!optimizers.parts) return rest;
  const own = optimizers.parts.map(({ layers, optimizer }) => {
    const names = layers.map((layer) => stringText(tfjsName(layer))).join(', ');
    return `{ layers: [${names}], optimizer: ${optimizerExpression(optimizer, parts)} }`;
  });
  return `new ${parts.declare('OptimizersOfParts', classText)}([${own.join(', ')}], ${rest})`;
}

/** Whether an optimizer keeps averages that take the place of the weights in the end. */
export function keepsAverages(optimizers: Optimizers): boolean {
  return eachOptimizer(optimizers).some(({ optimizer }) => optimizer.args.use_ema === true);
}

/** An optimizer of `tf.train`, or of a class that the module brings along. */
function optimizerExpression(optimizer: ComponentValue<'optimizer'>, parts: ModuleParts): string {
  const plan = tfjsOptimizer(optimizer);
  return plan.kind === 'tfjs'
    ? `tf.train.${plan.factory}(${plan.args.join(', ')})`
    : optimizerText(optimizer, parts);
}

function classText(name: string): string {
  return `/** Changes the weights of some layers by optimizers of their own, and all others by another one. */
class ${name} extends tf.Optimizer {
  static className = '${name}';
  private readonly parts: { layers: string[]; optimizer: tf.Optimizer }[];
  private readonly rest: tf.Optimizer;

  constructor(parts: { layers: string[]; optimizer: tf.Optimizer }[], rest: tf.Optimizer) {
    super();
    this.parts = parts;
    this.rest = rest;
  }

  applyGradients(gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[]): void {
    const all = Array.isArray(gradients) ? gradients : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    for (const optimizer of [...this.parts.map((part) => part.optimizer), this.rest]) {
      const own = all.filter(({ name }) => this.optimizerOf(name) === optimizer);
      if (own.length > 0) optimizer.applyGradients(own);
    }
    this.incrementIterations();
  }

  /** Puts the averages in the place of the weights, where an optimizer keeps some. */
  useAverages(): void {
    for (const optimizer of [...this.parts.map((part) => part.optimizer), this.rest])
      if ('useAverages' in optimizer && typeof optimizer.useAverages === 'function') optimizer.useAverages();
  }

  getConfig(): tf.serialization.ConfigDict {
    return {};
  }

  private optimizerOf(weight: string): tf.Optimizer {
    const part = this.parts.find(({ layers }) => layers.some((layer) => weight.startsWith(layer + '/')));
    return part?.optimizer ?? this.rest;
  }
}`;
}
