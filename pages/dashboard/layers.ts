import type { Histogram } from '../../runtime/inspect/histogram.ts';
import type { WeightState } from '../../runtime/inspect/inspect.ts';
import type { EpochInspection } from '../../runtime/run/histograms.ts';
import { kernelsAddress, type RunDetails } from './api.ts';
import { h } from './dom.ts';
import { drawHeat } from './heat.ts';
import { percent, shortNumber } from './numbers.ts';

/** What layers do, epoch by epoch: a table of the last look, and the histograms of the layer that is chosen. */
export function drawLayers(
  run: RunDetails,
  looks: readonly EpochInspection[],
  chosen: string | undefined,
  choose: (layer: string) => void,
): HTMLElement {
  const last = looks.at(-1);
  if (!last) {
    return h(
      'p',
      { class: 'hint' },
      `${run.name} has no look into its layers: `,
      h('code', {}, 'kmodel train … --histograms 1'),
      ' takes one after every epoch.',
    );
  }
  const known = last.layers.map(({ layer }) => layer);
  const shown =
    known.find((layer) => layer === chosen) ??
    known.find((layer) => gradientOf(layer, last.weights) !== undefined) ??
    known[0];
  return h(
    'section',
    {},
    h(
      'div',
      { class: 'wide', role: 'region', 'aria-label': 'Layers', tabindex: 0 },
      drawTable(run, last, shown, choose),
    ),
    shown === undefined ? undefined : drawHistograms(shown, looks),
    run.kernels ? drawKernels(run) : undefined,
  );
}

function drawTable(
  run: RunDetails,
  { layers, weights, epoch }: EpochInspection,
  shown: string | undefined,
  choose: (layer: string) => void,
): HTMLElement {
  const norms = layers.map(({ layer }) => gradientOf(layer, weights));
  const greatest = Math.max(...norms.map((norm) => norm ?? 0));
  return h(
    'table',
    { class: 'layers' },
    h('caption', {}, `${run.name} after epoch ${epoch}, for the first samples`),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        ...['Layer', 'Class', 'Mean', 'Deviation', 'Zeros', 'Dead units', 'Gradient'].map((text) =>
          h('th', { scope: 'col' }, text),
        ),
      ),
    ),
    h(
      'tbody',
      {},
      ...layers.map(({ layer, class: layerClass, activation, units, dead }, index) =>
        h(
          'tr',
          {},
          h(
            'th',
            { scope: 'row' },
            h(
              'button',
              { type: 'button', 'aria-pressed': String(layer === shown), onclick: () => choose(layer) },
              layer,
            ),
          ),
          h('td', {}, layerClass),
          h('td', {}, shortNumber(activation.mean, 3)),
          h('td', {}, shortNumber(activation.std, 3)),
          barCell(
            share(activation.zeros, activation.count),
            activation.zeros === 0 ? '' : percent(share(activation.zeros, activation.count), 2),
          ),
          barCell(share(dead, units), dead === 0 ? '' : `${dead} of ${units}`),
          norms[index] === undefined
            ? h('td', {}, '')
            : barCell(greatest === 0 ? 0 : norms[index] / greatest, shortNumber(norms[index], 3)),
        ),
      ),
    ),
  );
}

/** The length of the gradients of a layer's weights together; undefined where it has none. */
export function gradientOf(layer: string, weights: readonly WeightState[]): number | undefined {
  const own = weights.filter(({ weight }) => weight.startsWith(`${layer}/`));
  const norms = own.flatMap(({ gradient }) => (gradient ? [gradient.norm] : []));
  return norms.length === 0 ? undefined : Math.hypot(...norms);
}

/** A number with a bar behind it, for the eye. */
function barCell(filled: number, text: string): HTMLElement {
  const cell = h('td', { class: 'filled' }, text);
  cell.style.setProperty('--filled', `${Math.round(100 * filled)}%`);
  return cell;
}

function drawHistograms(layer: string, looks: readonly EpochInspection[]): HTMLElement {
  const last = looks.at(-1)!;
  const own = last.weights.filter(({ weight }) => weight.startsWith(`${layer}/`)).map(({ weight }) => weight);
  const over = (of: (look: EpochInspection) => Histogram | null | undefined) =>
    looks.flatMap((look) => {
      const histogram = of(look);
      return histogram ? [{ epoch: look.epoch, histogram }] : [];
    });
  const weightOf = (look: EpochInspection, name: string): WeightState | undefined =>
    look.weights.find(({ weight }) => weight === name);
  return h(
    'div',
    { class: 'charts' },
    drawHeat(
      `Results of ${layer}`,
      over((look) => look.layers.find((each) => each.layer === layer)?.activation),
    ),
    ...own.flatMap((name) => [
      drawHeat(
        name,
        over((look) => weightOf(look, name)?.value),
      ),
      ...(weightOf(last, name)?.gradient
        ? [
            drawHeat(
              `Gradient of ${name}`,
              over((look) => weightOf(look, name)?.gradient),
            ),
          ]
        : []),
    ]),
  );
}

function drawKernels(run: RunDetails): HTMLElement {
  return h(
    'figure',
    {},
    h('figcaption', {}, h('h2', {}, `Kernels of ${run.kernels}, the first convolution`)),
    h('img', {
      class: 'kernels',
      src: kernelsAddress(run.name),
      alt: `The kernels of ${run.kernels} of ${run.name} as small pictures`,
    }),
  );
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
