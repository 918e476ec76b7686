import { replacementFix } from '../diagnostics/suggest.ts';
import { sizeText } from '../shapes/size.ts';
import type { ModelRuleContext } from './context.ts';
import { activationOf, lastComputing } from './head-activation.ts';

/** Losses on probabilities, and whether the classes of one head exclude each other. */
const crossentropies: Readonly<Record<string, 'exclusive' | 'independent'>> = {
  CategoricalCrossentropy: 'exclusive',
  SparseCategoricalCrossentropy: 'exclusive',
  CategoricalFocalCrossentropy: 'exclusive',
  BinaryCrossentropy: 'independent',
  BinaryFocalCrossentropy: 'independent',
};

const unbounded: ReadonlySet<string> = new Set([
  'linear',
  'relu',
  'tanh',
  'elu',
  'selu',
  'gelu',
  'silu',
  'leaky_relu',
]);

/** The activation at the end of a head should make what its loss wants (KM5004). */
export function checkActivationAndLoss({ frame, heads, report }: ModelRuleContext): void {
  for (const head of heads) {
    const producer = lastComputing(frame, head);
    const { loss, tensor } = head;
    const kind = loss ? crossentropies[loss.name] : undefined;
    if (!producer || !tensor?.type) continue;
    const activation = activationOf(producer);
    if (activation === undefined) continue;
    const { module, member } = head.defined;
    const place = { file: module.path, span: head.spans.get('loss') ?? member.name.span };
    const related = [{ place: producer.place, message: `The head ends with \`${activation}\` here.` }];
    const units = tensor.type.shape.at(-1);
    const name = member.name.text;

    if (activation === 'softmax' && units === 1) {
      report('KM5004', 'oneUnit', { head: name }, producer.place, {
        help: '`sigmoid` is for one unit; `softmax` wants one unit per class.',
      });
      continue;
    }
    if (!loss || !kind) continue;
    const written = loss.alias ?? loss.name;
    const isProbability = activation === 'softmax' || activation === 'sigmoid';
    if (loss.args['from_logits'] === true) {
      if (!isProbability) continue;
      report('KM5004', 'logits', { loss: written, activation }, place, {
        related,
        help: 'leave out the activation, or `from_logits`.',
      });
    } else if (unbounded.has(activation)) {
      report('KM5004', 'notProbabilities', { loss: written, activation, head: name }, place, {
        related,
        help: `\`activation: ${kind === 'exclusive' ? 'softmax' : 'sigmoid'}\` makes probabilities, or \`from_logits: true\` takes raw scores.`,
      });
    } else if (kind === 'exclusive' && activation === 'sigmoid' && units !== 1) {
      report('KM5004', 'independent', { loss: written, count: sizeText(units ?? 1) }, place, {
        related,
        help: '`softmax` makes them sum to 1; for independent questions the loss is `binary_crossentropy`.',
      });
    } else if (kind === 'independent' && activation === 'softmax') {
      report('KM5004', 'dependent', { loss: written, count: sizeText(units ?? 1), head: name }, place, {
        related,
        help: '`categorical_crossentropy` is the loss for classes that exclude each other.',
        fixes: head.spans.has('loss') ? [replacementFix(place, 'categorical_crossentropy')] : [],
      });
    }
  }
}
