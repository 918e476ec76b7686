import type { Predictions } from '../declarations/define-component.ts';
import type { Fix, RelatedPlace } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import { replacementFix } from '../diagnostics/suggest.ts';
import type { BuiltCall } from '../expand/graph-builder.ts';
import type { CheckedHead } from '../expand/checked-terms.ts';
import { sizeText, type Size } from '../shapes/size.ts';
import type { ModelRuleContext } from './context.ts';
import { activationOf, givenBy, lastComputing } from './head-activation.ts';
import { givesWhatLossWants } from './predictions.ts';

/** What an activation makes of raw scores, for each kind of loss on probabilities. */
const maker = { distribution: 'softmax', probabilities: 'sigmoid' } as const;

/** The activation at the end of a head should make what its loss, and its metrics, want (KM5004). */
export function checkActivationAndLoss(context: ModelRuleContext): void {
  for (const head of context.heads) {
    const producer = lastComputing(context.frame, head);
    if (!producer || !head.tensor?.type) continue;
    const activation = activationOf(producer);
    if (activation === undefined) continue;
    const { module, member } = head.defined;
    const placeOf = (entry: string): Place => ({
      file: module.path,
      span: head.spans.get(entry) ?? member.name.span,
    });
    const end: HeadEnd = {
      head,
      producer,
      activation,
      gives: givenBy(producer),
      units: head.tensor.type.shape.at(-1),
      placeOf,
      related: [{ place: producer.place, message: `The head ends with \`${activation}\` here.` }],
    };
    if (!checkLoss(context, end)) checkMetrics(context, end);
  }
}

/** A head and what it ends with. */
interface HeadEnd {
  readonly head: CheckedHead;
  readonly producer: BuiltCall;
  readonly activation: string;
  readonly gives: Predictions | undefined;
  readonly units: Size | undefined;
  readonly placeOf: (entry: string) => Place;
  readonly related: readonly RelatedPlace[];
}

/** @returns whether something was said */
function checkLoss({ report }: ModelRuleContext, end: HeadEnd): boolean {
  const { head, producer, activation, gives, units, placeOf, related } = end;
  const { loss } = head;
  const name = head.defined.member.name.text;
  const place = placeOf('loss');
  if (gives === 'distribution' && units === 1) {
    report('KM5004', 'oneUnit', { activation, head: name }, producer.place, {
      help: '`sigmoid` is for one unit; `softmax` wants one unit per class.',
    });
    return true;
  }
  const wants = loss?.declaration.wants;
  if (!loss || !wants || wants === 'scores') return false;
  const written = loss.alias ?? loss.name;
  const replacement = (text: string, isFit = true): readonly Fix[] =>
    isFit && head.spans.has('loss') ? [replacementFix(place, text)] : [];
  if (wants === 'distribution' && units === 1) {
    report('KM5004', 'oneClass', { loss: written, head: name }, place, {
      related,
      help: '`binary_crossentropy` is the loss for one unit with `sigmoid`.',
      fixes: gives === 'probabilities' ? replacement('binary_crossentropy') : [],
    });
    return true;
  }
  if (givesWhatLossWants(loss, gives, units) !== false) return false;
  if (loss.args['from_logits'] === true) {
    report('KM5004', 'logits', { loss: written, activation }, place, {
      related,
      help: 'leave out the activation, or `from_logits`.',
    });
  } else if (gives === 'scores') {
    report('KM5004', 'notProbabilities', { loss: written, activation, head: name }, place, {
      related,
      help: `\`activation: ${maker[wants]}\` makes probabilities, or \`from_logits: true\` takes raw scores.`,
      fixes: replacement(`${loss.name}(from_logits: true)`, isBareName(head)),
    });
  } else if (wants === 'distribution') {
    const values = { loss: written, activation, count: sizeText(units ?? 1) };
    report('KM5004', 'independent', values, place, {
      related,
      help: '`softmax` makes them sum to 1; for independent questions the loss is `binary_crossentropy`.',
    });
  } else {
    const values = { loss: written, activation, count: sizeText(units ?? 1), head: name };
    report('KM5004', 'dependent', values, place, {
      related,
      help: '`categorical_crossentropy` is the loss for classes that exclude each other.',
      fixes: replacement('categorical_crossentropy'),
    });
  }
  return true;
}

/** A threshold such as 0.5 splits probabilities; raw scores are split at 0. */
function checkMetrics({ report }: ModelRuleContext, { head, gives, placeOf, related }: HeadEnd): void {
  if (gives !== 'scores' || head.loss?.args['from_logits'] !== true) return;
  for (const metric of head.metrics) {
    const written = metric.alias ?? metric.name;
    const values = { metric: written, head: head.defined.member.name.text };
    const say = (message: 'threshold' | 'curve', threshold: number | string, right: string, help: string) =>
      report('KM5004', message, { ...values, threshold }, placeOf('metrics'), {
        related,
        help,
        fixes: right === '' ? [] : metricFix(head, written, right),
      });
    const { threshold, thresholds, from_logits: fromLogits } = metric.args;
    if (typeof threshold === 'number' && threshold > 0 && threshold < 1) {
      const right = `${metric.name}(threshold: 0)`;
      say('threshold', threshold, right, `\`${right}\` splits raw scores.`);
    } else if (fromLogits === false) {
      const right = `${metric.name}(from_logits: true)`;
      say('curve', '', right, `\`${right}\` takes raw scores.`);
    } else if (metric.args['num_thresholds'] !== undefined && fromLogits === undefined) {
      say('curve', '', '', '`activation: sigmoid` at the end of the head makes probabilities.');
    } else if (thresholds === null && metric.args['num_thresholds'] === undefined) {
      const right = `${metric.name}(thresholds: 0)`;
      say('threshold', 0.5, right, `\`${right}\` splits raw scores.`);
    }
  }
}

/** Puts another metric in the place of one that stands alone by its name. */
function metricFix({ spans, defined }: CheckedHead, written: string, text: string): readonly Fix[] {
  const span = spans.get('metrics');
  if (!span) return [];
  const { module } = defined;
  const list = module.source.text.slice(span.start, span.end);
  const found = [...list.matchAll(/"?[\p{L}_][\p{L}\p{N}_]*"?/gu)].find(
    ([word]) => word.replaceAll('"', '') === written,
  );
  if (!found) return [];
  const start = span.start + found.index;
  if (list[found.index + found[0].length] === '(') return [];
  return [replacementFix({ file: module.path, span: { start, end: start + found[0].length } }, text)];
}

/** Whether the loss is written without arguments, which another text in its place would lose. */
function isBareName({ spans, defined }: CheckedHead): boolean {
  const span = spans.get('loss');
  return span !== undefined && !defined.module.source.text.slice(span.start, span.end).includes('(');
}
