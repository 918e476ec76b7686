import type { ComponentValue } from '../../declarations/values.ts';
import { eachOptimizer, type Optimizers } from '../../graph/optimizers.ts';
import type { LossScaling } from '../../declarations/loss-scaling.ts';
import { tfjsName } from '../tfjs/names.ts';
import { tfjsOptimizer } from '../tfjs/training.ts';
import type { ModuleParts } from './module-parts.ts';
import { optimizerText } from './optimizer-class.ts';
import { stringText } from './values-text.ts';

/**
 * The expression of what changes all weights: one optimizer, or one for each part of the model; inside of one that
 * leaves steps out where the text scales the loss.
 */
export function optimizersExpression(
  optimizers: Optimizers & { readonly lossScaling?: LossScaling },
  parts: ModuleParts,
): string {
  const { lossScaling } = optimizers;
  const inner = unscaledExpression(optimizers, parts);
  if (!lossScaling) return inner;
  const { initial, growthSteps } = lossScaling;
  return `new ${parts.declare('LossScaleOptimizer', scaledText)}(${inner}, ${initial}, ${growthSteps})`;
}

function unscaledExpression(optimizers: Optimizers, parts: ModuleParts): string {
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

/** Keras's `LossScaleOptimizer` in float32: of the scale, only steps that it leaves out can be seen. */
function scaledText(name: string): string {
  return `/** Leaves a step out where a gradient of the scaled loss is no finite number, and halves the scale then. */
class ${name} extends tf.Optimizer {
  static className = '${name}';
  private readonly inner: tf.Optimizer;
  private readonly growthSteps: number;
  private scale: number;
  private steps = 0;

  constructor(inner: tf.Optimizer, initialScale: number, growthSteps: number) {
    super();
    this.inner = inner;
    this.scale = initialScale;
    this.growthSteps = growthSteps;
  }

  applyGradients(gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[]): void {
    const all = Array.isArray(gradients) ? gradients.map(({ tensor }) => tensor) : Object.values(gradients);
    // Weights that no loss depends on have no gradient.
    const isFinite = all.filter(Boolean).every((gradient) =>
      tf.tidy(() => tf.all(tf.isFinite(tf.mul(gradient, this.scale))).dataSync()[0] === 1),
    );
    if (!isFinite) {
      this.scale /= 2;
      this.steps = 0;
      return;
    }
    this.inner.applyGradients(gradients);
    this.steps++;
    if (this.steps === this.growthSteps) {
      this.scale *= 2;
      this.steps = 0;
    }
    this.incrementIterations();
  }

  /** Puts the averages in the place of the weights, where the optimizer keeps some. */
  useAverages(): void {
    if ('useAverages' in this.inner && typeof this.inner.useAverages === 'function') this.inner.useAverages();
  }

  getConfig(): tf.serialization.ConfigDict {
    return {};
  }
}`;
}
