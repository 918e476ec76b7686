import { argument, boolean, integer, number } from '../../declarations/declare.ts';
import { defineLoss } from '../../declarations/define.ts';
import {
  binaryEntropy,
  normalizedProbabilities,
  oneHotAlong,
  smoothBinary,
  smoothCategorical,
} from './crossentropy.ts';
import { meanOverLast } from './entries.ts';
import type { Operand, Ops } from '../../ops/builder.ts';
import { declaredTypeText } from '../../shapes/types.ts';
import { reduction } from './reduction.ts';
import { sameShapeWithAxes, sameShapeWithAxis, withoutClassAxis } from './targets.ts';

const focus = number(2, 'How much easy entries are played down; 0 not at all.', { minimum: 0 });
const fromLogits = boolean(false, 'True where the predictions have not gone through a sigmoid or softmax.');
const labelSmoothing = number(0, 'How much of each target is spread evenly over the classes.', {
  minimum: 0,
  maximum: 1,
});
const axis = integer(-1, 'The axis with one entry per class; 0 is the batch.');

/** Lin et al., arXiv:1708.02002: cross-entropy times (1 − probability of the truth)^gamma. */
export const binaryFocalCrossentropy = defineLoss({
  name: 'BinaryFocalCrossentropy',
  wants: 'probabilities',
  aliases: ['binary_focal_crossentropy'],
  summary: 'Binary cross-entropy that plays down entries which are already right.',
  arguments: {
    apply_class_balancing: boolean(false, 'Weigh yes with alpha and no with 1 − alpha.'),
    alpha: number(0.25, 'Weight of the yes entries.', { minimum: 0, maximum: 1 }),
    gamma: focus,
    from_logits: fromLogits,
    label_smoothing: labelSmoothing,
    axis,
    reduction,
  },
  target: (head, args) => sameShapeWithAxes('binary_focal_crossentropy', args.axis)(head),
  targetRange: () => ({ low: 0, high: 1 }),
  lower: (ops, { yTrue, yPred, args }) => {
    const targets = smoothBinary(ops, yTrue, args.label_smoothing);
    const yes = args.from_logits ? ops.sigmoid(yPred) : yPred;
    const right = ops.add(
      ops.multiply(targets, yes),
      ops.multiply(ops.subtract(1, targets), ops.subtract(1, yes)),
    );
    let entries = ops.multiply(
      ops.power(ops.subtract(1, right), args.gamma),
      binaryEntropy(ops, targets, yes),
    );
    if (args.apply_class_balancing) {
      const weights = ops.add(ops.multiply(targets, 2 * args.alpha - 1), 1 - args.alpha);
      entries = ops.multiply(entries, weights);
    }
    return args.axis === -1 ? meanOverLast(ops, entries) : ops.mean(entries, args.axis);
  },
});

export const categoricalFocalCrossentropy = defineLoss({
  name: 'CategoricalFocalCrossentropy',
  wants: 'distribution',
  aliases: ['categorical_focal_crossentropy'],
  summary: 'Categorical cross-entropy that plays down entries which are already right.',
  arguments: {
    alpha: argument<number | readonly number[]>(
      {
        kind: 'anyOf',
        of: [
          { kind: 'number', minimum: 0 },
          { kind: 'list', of: { kind: 'number', minimum: 0 }, minimumLength: 1 },
        ],
      },
      0.25,
      'Factor of the loss, or one for each class of the last axis.',
    ),
    gamma: focus,
    from_logits: fromLogits,
    label_smoothing: labelSmoothing,
    axis,
    reduction,
  },
  target: (head, args) => {
    const target = sameShapeWithAxis('categorical_focal_crossentropy', args.axis)(head);
    const classes = head.shape.at(-1);
    const { alpha } = args;
    if (typeof alpha === 'number' || 'misfit' in target || classes === alpha.length) return target;
    const message = `\`alpha\` of \`categorical_focal_crossentropy\` has ${alpha.length} numbers, but the head is ${declaredTypeText(head)}.`;
    return { misfit: true, message };
  },
  sharesOfOne: true,
  lower: (ops, { yTrue, yPred, args }) => {
    const targets = smoothCategorical(ops, yTrue, args.label_smoothing);
    const output = args.from_logits ? ops.softmax(yPred, args.axis) : yPred;
    const chances = normalizedProbabilities(ops, output, args.axis);
    const entropy = ops.multiply(targets, ops.log(chances));
    const factor = ops.multiply(ops.power(ops.subtract(1, chances), args.gamma), weightsOf(ops, args.alpha));
    return ops.negate(ops.sum(ops.multiply(factor, entropy), args.axis));
  },
});

/** One factor for all classes, or one for each entry of the last axis. */
function weightsOf(ops: Ops, alpha: number | readonly number[]): Operand {
  return typeof alpha === 'number' ? alpha : ops.constant(alpha, [alpha.length]);
}

/** Zhang and Sabuncu, arXiv:1805.07836: (1 − p^q) / q. Keras finds it by class only. */
export const categoricalGeneralizedCrossEntropy = defineLoss({
  name: 'CategoricalGeneralizedCrossEntropy',
  wants: 'distribution',
  summary: 'Between cross-entropy and absolute error, for class numbers some of which are wrong.',
  arguments: {
    q: number(0.5, 'Towards 0 it is cross-entropy, 1 is absolute error.', { above: 0, below: 1 }),
    reduction,
  },
  target: withoutClassAxis('categorical_generalized_cross_entropy'),
  lower: (ops, { yTrue, yPred, args }) => {
    const chance = ops.sum(ops.multiply(oneHotAlong(ops, yTrue, yPred, -1), yPred), -1);
    return ops.multiply(ops.subtract(1, ops.power(chance, args.q)), 1 / args.q);
  },
});
