import type { EpochInspection } from '../../runtime/run/histograms.ts';
import type { RunDetails } from './api.ts';
import { h } from './dom.ts';
import { gradientOf } from './layers.ts';
import type { ModelColour } from './view-state.ts';

export const colourTexts: Readonly<Record<ModelColour, string>> = {
  family: 'family',
  gradient: 'length of the gradient',
  dead: 'share of dead units',
  spread: 'spread of results',
  parameters: 'parameters',
};

/** What each layer is coloured by: a number from 0, the greater the stronger. */
const measures: Readonly<
  Record<Exclude<ModelColour, 'family'>, (look: EpochInspection) => ReadonlyMap<string, number>>
> = {
  gradient: ({ layers, weights }) =>
    new Map(layers.map(({ layer }) => [layer, gradientOf(layer, weights) ?? 0])),
  dead: ({ layers }) =>
    new Map(layers.map(({ layer, dead, units }) => [layer, units === 0 ? 0 : dead / units])),
  spread: ({ layers }) => new Map(layers.map(({ layer, activation }) => [layer, activation.std])),
  parameters: ({ layers, weights }) =>
    new Map(
      layers.map(({ layer }) => [
        layer,
        weights
          .filter(({ weight }) => weight.startsWith(`${layer}/`))
          .reduce((sum, { value }) => sum + value.count, 0),
      ]),
    ),
};

/**
 * The graph of what a run trained, coloured by what layers do; a layer leads to its histograms.
 * @param text the picture as the server draws it
 */
export function drawModel(
  run: RunDetails,
  text: string | undefined,
  look: EpochInspection | undefined,
  colour: ModelColour,
  choose: (layer: string) => void,
): HTMLElement {
  if (text === undefined)
    return h(
      'figure',
      {},
      h('figcaption', {}, run.name),
      h('p', { class: 'hint' }, 'This run was not made from a file.'),
    );
  const host = h('div', { class: 'model' });
  const root = host.attachShadow({ mode: 'open' });
  const { markup, styles } = withoutStyles(text);
  const picture = document.importNode(
    new DOMParser().parseFromString(markup, 'image/svg+xml').documentElement,
    true,
  );
  picture.setAttribute('aria-label', `The graph of ${run.record.model}`);
  picture.setAttribute('role', 'group');
  adoptStyles(root, styles);
  root.append(picture);
  const known = new Set(look?.layers.map(({ layer }) => layer));
  if (look) {
    if (colour !== 'family') paint(picture, measures[colour](look), colourTexts[colour]);
    for (const node of picture.querySelectorAll<SVGElement>('[data-node^="layer:"]')) {
      const layer = layerOf(node);
      if (known.has(layer)) makeButton(node, layer, () => choose(layer));
    }
  }
  const hint = look
    ? `After epoch ${look.epoch}; a layer leads to its histograms.`
    : 'Colours by gradients and dead units need a run with --histograms.';
  return h('figure', {}, h('figcaption', {}, run.name), h('p', { class: 'hint' }, hint), host);
}

/** The policy of the page allows no styles in its text, not even where they are only read. */
function withoutStyles(text: string): { readonly markup: string; readonly styles: string } {
  const styles: string[] = [];
  const markup = text.replace(/<style>([^<]*)<\/style>/g, (_, style: string) => {
    styles.push(style);
    return '';
  });
  return { markup, styles: styles.join('\n') };
}

/** Styles become a sheet of the picture alone. */
function adoptStyles(root: ShadowRoot, styles: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    `${styles}
svg { max-width: 100%; height: auto; }
[role='button'] { cursor: pointer; }
[role='button']:focus-visible { outline: 3px solid #2563eb; }`,
  );
  root.adoptedStyleSheets = [sheet];
}

function layerOf(node: Element): string {
  return node.getAttribute('data-node')!.replace(/^layer:/, '');
}

/** The greatest value is the strongest colour. */
function paint(picture: Element, values: ReadonlyMap<string, number>, what: string): void {
  const greatest = Math.max(...values.values());
  for (const node of picture.querySelectorAll('[data-node^="layer:"]')) {
    const value = values.get(layerOf(node));
    const box = node.querySelector<SVGElement>('rect');
    if (value === undefined || !box) continue;
    const share = greatest > 0 ? Math.round((85 * value) / greatest) : 0;
    box.style.fill = `color-mix(in srgb, #f97316 ${share}%, #ffffff)`;
    const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
    title.textContent = `${what}: ${Number(value.toPrecision(4))}`;
    node.append(title);
  }
}

function makeButton(node: SVGElement, layer: string, press: () => void): void {
  node.setAttribute('tabindex', '0');
  node.setAttribute('role', 'button');
  node.setAttribute('aria-label', `Histograms of ${layer}`);
  node.addEventListener('click', press);
  node.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    press();
  });
}
