import { registeredName } from '../registered-name.ts';
import type { LayerTemplate } from './template.ts';

/** Source: Vaswani et al., arXiv:1706.03762, with Keras's layout of weights. */
export const multiHeadAttentionTemplate: LayerTemplate = {
  class: 'MultiHeadAttention',
  arguments: ['num_heads', 'key_dim', 'value_dim', 'dropout', 'use_bias'],
  text: (name) => `interface ${name}Args {
  name?: string;
  trainable?: boolean;
  numHeads: number;
  /** Size of queries and keys in each head. */
  keyDim: number;
  /** Size of values in each head; \`keyDim\` by default. */
  valueDim?: number;
  /** Share of the attention that becomes zero while training. */
  dropout?: number;
  useBias?: boolean;
}

/**
 * Every step of a sequence gathers what it needs from the steps of another, or of its own (Vaswani et al. 2017).
 * Takes a query, a value and a key sequence; what is left out is the one before it.
 */
class ${name} extends tf.layers.Layer {
  static className = '${registeredName(name)}';
  private readonly args: ${name}Args;
  private readonly kernels: tf.LayerVariable[] = [];
  private readonly biases: tf.LayerVariable[] = [];

  constructor(args: ${name}Args) {
    super(args);
    this.args = args;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { numHeads, keyDim, valueDim = keyDim } = this.args;
    const [query, value = query, key = value] = this.shapesOf(inputShape).map((shape) => shape[2] as number);
    this.addProjection('query', [query, numHeads, keyDim], [numHeads, keyDim]);
    this.addProjection('key', [key, numHeads, keyDim], [numHeads, keyDim]);
    this.addProjection('value', [value, numHeads, valueDim], [numHeads, valueDim]);
    this.addProjection('attention_output', [numHeads, valueDim, query], [query]);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return this.shapesOf(inputShape)[0];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
    return tf.tidy(() => {
      const { numHeads, keyDim, valueDim = keyDim, dropout = 0 } = this.args;
      const [query, value = query, key = value] = Array.isArray(inputs) ? inputs : [inputs];
      const queries = tf.mul(this.splitHeads(query, 0), 1 / Math.sqrt(keyDim));
      const scores = tf.softmax(tf.matMul(queries, this.splitHeads(key, 1), false, true));
      const weights = kwargs['training'] === true && dropout > 0 ? tf.dropout(scores, dropout) : scores;
      const attended = tf.transpose(tf.matMul(weights, this.splitHeads(value, 2)), [0, 2, 1, 3]);
      return this.project(tf.reshape(attended, [-1, query.shape[1] as number, numHeads * valueDim]), 3);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.args };
  }

  private addProjection(role: string, kernel: number[], bias: number[]): void {
    const { useBias = true } = this.args;
    this.kernels.push(this.addWeight(\`\${role}_kernel\`, kernel, 'float32', tf.initializers.glorotUniform({})));
    if (useBias) this.biases.push(this.addWeight(\`\${role}_bias\`, bias, 'float32', tf.initializers.zeros()));
  }

  /** x [batch, steps, features] through a kernel, as [batch, steps, size]. */
  private project(x: tf.Tensor, index: number): tf.Tensor {
    const [, steps, features] = x.shape as [number, number, number];
    const kernel = tf.reshape(this.kernels[index].read(), [features, -1]);
    const product = tf.matMul(tf.reshape(x, [-1, features]), kernel);
    const bias = this.biases[index];
    const sum = bias ? tf.add(product, tf.reshape(bias.read(), [-1])) : product;
    return tf.reshape(sum, [-1, steps, kernel.shape[1] as number]);
  }

  /** The projection of x as [batch, heads, steps, size]. */
  private splitHeads(x: tf.Tensor, index: number): tf.Tensor {
    const { numHeads } = this.args;
    const projected = this.project(x, index);
    const [, steps, size] = projected.shape as [number, number, number];
    return tf.transpose(tf.reshape(projected, [-1, steps, numHeads, size / numHeads]), [0, 2, 1, 3]);
  }

  private shapesOf(shape: tf.Shape | tf.Shape[]): tf.Shape[] {
    return Array.isArray(shape[0]) ? (shape as tf.Shape[]) : [shape as tf.Shape];
  }
}
tf.serialization.registerClass(${name});`,
};
