import type { EmbeddingView } from '../../dashboard/embeddings.ts';
import type { RunDetails } from './api.ts';
import { download, h } from './dom.ts';
import { percent } from './numbers.ts';
import { s, svgBlob } from './svg.ts';
import { fewestForUmap, umapOf, type UmapState } from './umap.ts';
import { projections, type Projection } from './view-state.ts';

const size = 480;
/** So far a drag over the whole picture turns, and an arrow key. */
const turnOfDrag = Math.PI;
const turnOfKey = Math.PI / 18;
/** So many of the words that are looked for bear their text. */
const mostTexts = 40;

const turnsOfKeys: ReadonlyMap<string, readonly [yaw: number, pitch: number]> = new Map([
  ['ArrowLeft', [-turnOfKey, 0]],
  ['ArrowRight', [turnOfKey, 0]],
  ['ArrowUp', [0, -turnOfKey]],
  ['ArrowDown', [0, turnOfKey]],
]);

interface Angles {
  readonly yaw: number;
  readonly pitch: number;
}

type Choose = (change: { readonly layer?: string; readonly projection?: Projection }) => void;

/** What is shown of the embeddings of a run: one table, in three dimensions. */
export function drawEmbedding(
  run: RunDetails,
  view: EmbeddingView | undefined,
  colour: string,
  projection: Projection,
  choose: Choose,
): HTMLElement {
  if (run.embeddings.length === 0) return h('p', { class: 'hint' }, `${run.name} has no Embedding.`);
  if (!view) return h('p', { class: 'hint' }, `${run.name} has no weights yet.`);
  const hasUmap = view.points.length >= fewestForUmap;
  const cloud = new Cloud(view, colour);
  const facts = h('p', { class: 'facts' }, factsOf(view, 'pca'));
  if (hasUmap && projection === 'umap')
    umapOf(run.name, view, (state) => {
      if ('points' in state) cloud.move(state.points);
      facts.replaceChildren(...umapFacts(view, state));
    });
  return h(
    'section',
    {},
    run.embeddings.length > 1
      ? chooser('Layer ', run.embeddings, view.layer, (layer) => choose({ layer }))
      : undefined,
    h(
      'figure',
      { class: 'chart cloud' },
      h(
        'figcaption',
        {},
        h('h2', {}, `Embedding ${view.layer} of ${run.name}`),
        hasUmap
          ? chooser('By ', Object.values(projectionNames), projectionNames[projection], (name) =>
              choose({ projection: projections.find((each) => projectionNames[each] === name)! }),
            )
          : undefined,
        h('input', {
          type: 'search',
          placeholder: 'Find',
          value: kept.sought,
          'aria-label': 'Find in the embedding',
          oninput: (event) => cloud.find((event.target as HTMLInputElement).value),
        }),
        h(
          'button',
          { type: 'button', onclick: () => download(`${view.layer}.svg`, svgBlob(cloud.picture)) },
          'SVG',
        ),
      ),
      cloud.picture,
      facts,
    ),
  );
}

const projectionNames: Readonly<Record<Projection, string>> = { pca: 'PCA', umap: 'UMAP' };

/** A list to choose from, with what is chosen. */
function chooser(
  label: string,
  names: readonly string[],
  chosen: string,
  choose: (name: string) => void,
): HTMLElement {
  return h(
    'label',
    {},
    label,
    h(
      'select',
      { onchange: (event) => choose((event.target as HTMLSelectElement).value) },
      ...names.map((name) => h('option', { selected: name === chosen }, name)),
    ),
  );
}

const howToTurn = 'Drag or use the arrow keys to turn it.';

function factsOf({ points, rows, width, shares }: EmbeddingView, projection: Projection): string {
  const shown = points.length < rows ? `, the first ${points.length} of ${rows}` : '';
  const what = `${points.length} vectors of ${width}${shown}`;
  if (projection === 'umap')
    return `${what}, by UMAP: neighbours stay together, distances between groups say little. ${howToTurn}`;
  const held = shares.reduce((sum, share) => sum + share, 0);
  return `${what}, along their three principal components, which hold ${percent(held, 2)} of the variance. ${howToTurn}`;
}

/** While UMAP works, the principal components are shown, and how far it is. */
function umapFacts(view: EmbeddingView, state: UmapState): readonly (HTMLElement | string)[] {
  if ('points' in state) return [factsOf(view, 'umap')];
  if ('problem' in state) return [`${state.problem} ${factsOf(view, 'pca')}`];
  return [
    h(
      'label',
      {},
      'UMAP works; until then, principal components. ',
      h('progress', { max: 1, value: state.share }),
    ),
  ];
}

/** Kept while the page is drawn anew, as it is while a run goes on. */
const kept: { angles: Angles; sought: string } = { angles: { yaw: 0.6, pitch: 0.4 }, sought: '' };

/** How many parts of the picture are one of the points', so that the farthest of them stays within. */
function scaleOf(points: EmbeddingView['points']): number {
  const reach = Math.max(...points.map(([x, y, z]) => Math.hypot(x, y, z)), 0);
  return reach === 0 ? 1 : (0.46 * size) / reach;
}

/** Points that turn; those behind are paler. */
class Cloud {
  readonly picture: SVGElement;
  #points: EmbeddingView['points'];
  readonly #dots: readonly SVGElement[];
  readonly #group: SVGElement;
  readonly #texts: SVGElement;
  #scale: number;
  #found: readonly number[] = [];

  constructor({ layer, points }: EmbeddingView, colour: string) {
    this.#points = points;
    this.#scale = scaleOf(points);
    this.#dots = points.map(([, , , label]) => s('circle', { r: 3, fill: colour }, s('title', {}, label)));
    this.#group = s('g', {}, ...this.#dots);
    this.#texts = s('g', { class: 'words' });
    this.picture = s(
      'svg',
      {
        viewBox: `0 0 ${size} ${size}`,
        role: 'img',
        tabindex: 0,
        'aria-label': `${points.length} vectors of ${layer} in three dimensions; arrow keys turn them.`,
      },
      this.#group,
      this.#texts,
    );
    this.#listen();
    this.find(kept.sought);
  }

  /** Puts the points to other places, row by row. */
  move(places: readonly (readonly number[])[]): void {
    this.#points = this.#points.map(([, , , label], row) => {
      const [x = 0, y = 0, z = 0] = places[row]!;
      return [x, y, z, label];
    });
    this.#scale = scaleOf(this.#points);
    this.#draw();
  }

  /** Marks the points whose words hold a text; they lie over the others. */
  find(text: string): void {
    kept.sought = text;
    const wanted = text.trim().toLowerCase();
    this.#found =
      wanted === ''
        ? []
        : this.#points.flatMap(([, , , label], index) =>
            label.toLowerCase().includes(wanted) ? [index] : [],
          );
    this.#dots.forEach((dot, index) =>
      dot.setAttribute('class', wanted === '' ? '' : this.#found.includes(index) ? 'found' : 'other'),
    );
    for (const index of this.#found) this.#group.append(this.#dots[index]!);
    this.#draw();
  }

  #listen(): void {
    this.picture.addEventListener('pointermove', (event) => {
      if (event.buttons !== 1) return;
      const { width } = this.picture.getBoundingClientRect();
      this.#turn((event.movementX / width) * turnOfDrag, (event.movementY / width) * turnOfDrag);
    });
    this.picture.addEventListener('keydown', (event) => {
      const turn = turnsOfKeys.get(event.key);
      if (!turn) return;
      event.preventDefault();
      this.#turn(...turn);
    });
  }

  #turn(yaw: number, pitch: number): void {
    const up = Math.PI / 2;
    const { angles } = kept;
    kept.angles = { yaw: angles.yaw + yaw, pitch: Math.max(-up, Math.min(up, angles.pitch + pitch)) };
    this.#draw();
  }

  #draw(): void {
    const places = this.#points.map(([x, y, z]) => this.#place(x, y, z));
    places.forEach(({ right, down, depth }, index) => {
      const dot = this.#dots[index]!;
      dot.setAttribute('cx', right.toFixed(1));
      dot.setAttribute('cy', down.toFixed(1));
      dot.setAttribute('fill-opacity', (0.6 + 0.35 * depth).toFixed(2));
    });
    this.#texts.replaceChildren(
      ...this.#found.slice(0, mostTexts).map((index) => {
        const { right, down } = places[index]!;
        return s('text', { x: (right + 6).toFixed(1), y: (down + 4).toFixed(1) }, this.#points[index]![3]);
      }),
    );
  }

  /** Where a point is seen; `depth` goes from -1, behind, to 1. */
  #place(
    x: number,
    y: number,
    z: number,
  ): { readonly right: number; readonly down: number; readonly depth: number } {
    const { yaw, pitch } = kept.angles;
    const across = x * Math.cos(yaw) + z * Math.sin(yaw);
    const away = z * Math.cos(yaw) - x * Math.sin(yaw);
    const up = y * Math.cos(pitch) - away * Math.sin(pitch);
    const near = away * Math.cos(pitch) + y * Math.sin(pitch);
    const half = size / 2;
    return {
      right: half + this.#scale * across,
      down: half - this.#scale * up,
      depth: Math.max(-1, Math.min(1, (near * this.#scale) / half)),
    };
  }
}
