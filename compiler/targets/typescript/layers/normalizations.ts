import { registeredName } from '../registered-name.ts';
import type { LayerTemplate } from './template.ts';

/** Source: Zhang and Sennrich, arXiv:1910.07467. */
export const rmsNormalizationTemplate: LayerTemplate = {
  class: 'RMSNormalization',
  arguments: ['epsilon'],
  text: (name) => `interface ${name}Args {
  name?: string;
  trainable?: boolean;
  epsilon?: number;
}

/** Divides the entries of the last axis by their root mean square, and scales them (Zhang and Sennrich 2019). */
class ${name} extends tf.layers.Layer {
  static className = '${registeredName(name)}';
  private readonly args: ${name}Args;
  private scale!: tf.LayerVariable;

  constructor(args: ${name}Args) {
    super(args);
    this.args = args;
  }

  override build(inputShape: tf.Shape): void {
    const size = inputShape[inputShape.length - 1] as number;
    this.scale = this.addWeight('scale', [size], 'float32', tf.initializers.ones());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = Array.isArray(inputs) ? inputs : [inputs];
      const { epsilon = 1e-6 } = this.args;
      const root = tf.sqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon));
      return tf.mul(tf.div(x, root), this.scale.read());
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.args };
  }
}
tf.serialization.registerClass(${name});`,
};

/** Source: Wu and He, arXiv:1803.08494. */
export const groupNormalizationTemplate: LayerTemplate = {
  class: 'GroupNormalization',
  arguments: ['groups', 'epsilon'],
  text: (name) => `interface ${name}Args {
  name?: string;
  trainable?: boolean;
  groups?: number;
  epsilon?: number;
}

/** Gives each group of channels mean 0 and variance 1, sample by sample (Wu and He 2018). */
class ${name} extends tf.layers.Layer {
  static className = '${registeredName(name)}';
  private readonly args: ${name}Args;
  private gamma!: tf.LayerVariable;
  private beta!: tf.LayerVariable;

  constructor(args: ${name}Args) {
    super(args);
    this.args = args;
  }

  override build(inputShape: tf.Shape): void {
    const channels = inputShape[inputShape.length - 1] as number;
    this.gamma = this.addWeight('gamma', [channels], 'float32', tf.initializers.ones());
    this.beta = this.addWeight('beta', [channels], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = Array.isArray(inputs) ? inputs : [inputs];
      const { groups = 32, epsilon = 1e-3 } = this.args;
      const channels = x.shape[x.rank - 1] as number;
      const count = groups === -1 ? channels : groups;
      const grouped = tf.reshape(x, [x.shape[0], -1, count, channels / count]);
      const { mean, variance } = tf.moments(grouped, [1, 3], true);
      const scaled = tf.div(tf.sub(grouped, mean), tf.sqrt(tf.add(variance, epsilon)));
      return tf.add(tf.mul(tf.reshape(scaled, x.shape), this.gamma.read()), this.beta.read());
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.args };
  }
}
tf.serialization.registerClass(${name});`,
};
