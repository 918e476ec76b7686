import { registeredName } from '../registered-name.ts';
import type { LayerTemplate } from './template.ts';

export const positionEmbeddingTemplate: LayerTemplate = {
  class: 'PositionEmbedding',
  arguments: ['max_length'],
  text: (name) => `interface ${name}Args {
  name?: string;
  trainable?: boolean;
  /** The greatest length that sequences may have. */
  maxLength: number;
}

/** A learned vector for each position of a sequence, the same for every sample. */
class ${name} extends tf.layers.Layer {
  static className = '${registeredName(name)}';
  private readonly args: ${name}Args;
  private embeddings!: tf.LayerVariable;

  constructor(args: ${name}Args) {
    super(args);
    this.args = args;
  }

  override build(inputShape: tf.Shape): void {
    const shape = [this.args.maxLength, inputShape[2] as number];
    this.embeddings = this.addWeight('embeddings', shape, 'float32', tf.initializers.glorotUniform({}));
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = Array.isArray(inputs) ? inputs : [inputs];
      const vectors = tf.slice(this.embeddings.read(), 0, x.shape[1]);
      return tf.tile(tf.expandDims(vectors, 0), [x.shape[0], 1, 1]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.args };
  }
}
tf.serialization.registerClass(${name});`,
};
