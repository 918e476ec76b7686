import type { Evaluation, HeadEvaluation, WorstSample } from '../../runtime/inspect/evaluation.ts';
import type { ClassReport } from '../../runtime/report.ts';
import type { RunDetails } from './api.ts';
import { h } from './dom.ts';
import { percent, shortNumber } from './numbers.ts';
import { drawPairs } from './pairs.ts';

/** What the model of a run says at its end: right and wrong, head by head. */
export function drawResults(
  run: RunDetails,
  found: Evaluation | null | undefined,
  colour: string,
): HTMLElement {
  if (!found) {
    return h(
      'p',
      { class: 'hint' },
      `${run.name} keeps no results: `,
      h('code', {}, 'kmodel train … --histograms 1'),
      ' keeps what the model says to the validation data at the end.',
    );
  }
  const part = found.data === 'validation' ? 'the validation data' : 'the training data';
  return h(
    'section',
    {},
    h('p', {}, `${run.name}, on ${found.samples} samples of ${part}`),
    ...found.heads.flatMap((head) => drawHead(head, colour)),
  );
}

function drawHead(found: HeadEvaluation, colour: string): readonly HTMLElement[] {
  const { head, report, pairs, worst } = found;
  return [
    h('h2', {}, head),
    ...(report.kind === 'classes'
      ? [drawConfusion(head, report)]
      : [
          h(
            'p',
            {},
            `Mean absolute error ${shortNumber(report.mean_absolute_error)}, root mean squared error ${shortNumber(report.root_mean_squared_error)}${report.r2 === null ? '' : `, R² ${shortNumber(report.r2)}`}`,
          ),
        ]),
    ...(report.kind === 'numbers' && pairs.length > 0 ? [drawPairs(head, pairs, colour)] : []),
    ...(worst.length > 0 ? [drawWorst(head, worst)] : []),
  ];
}

/** Classes that fit side by side. */
const mostClasses = 30;

function drawConfusion(head: string, { confusion, classes, accuracy }: ClassReport): HTMLElement {
  const caption = `${percent(accuracy)} right`;
  if (classes.length > mostClasses) return h('p', {}, `${caption}, of ${classes.length} classes`);
  const names = classes.map(({ name }, index) => name ?? String(index));
  return h(
    'div',
    { class: 'wide', role: 'region', 'aria-label': `Confusion matrix of ${head}`, tabindex: 0 },
    h(
      'table',
      { class: 'confusion' },
      h('caption', {}, `${caption}; rows are what samples are, columns what the model says`),
      h('thead', {}, h('tr', {}, h('td', {}), ...names.map((name) => h('th', { scope: 'col' }, name)))),
      h(
        'tbody',
        {},
        ...confusion.map((row, index) => {
          const total = row.reduce((sum, count) => sum + count, 0);
          return h(
            'tr',
            {},
            h('th', { scope: 'row' }, names[index]!),
            ...row.map((count, column) => {
              const cell = h(
                'td',
                { class: column === index ? 'right' : 'wrong' },
                count === 0 ? '' : String(count),
              );
              cell.style.setProperty('--share', `${total === 0 ? 0 : Math.round((100 * count) / total)}%`);
              return cell;
            }),
          );
        }),
      ),
    ),
  );
}

function drawWorst(head: string, worst: readonly WorstSample[]): HTMLElement {
  return h(
    'div',
    {},
    h('h3', {}, `Furthest off at ${head}`),
    h(
      'ul',
      { class: 'worst' },
      ...worst.map(({ sample, target, prediction, inputs }) =>
        h(
          'li',
          {},
          ...inputs.map(({ name, text, picture }) =>
            picture === undefined
              ? h('p', { class: 'input' }, inputs.length > 1 ? `${name}: ${text ?? ''}` : (text ?? ''))
              : h('img', { src: picture, alt: `${name} of sample ${sample}` }),
          ),
          h('p', {}, `Is ${target}`),
          h('p', {}, `Says ${prediction}`),
          h('p', { class: 'facts' }, `Sample ${sample}`),
        ),
      ),
    ),
  );
}
