import type { EmbeddingView } from '../../dashboard/embeddings.ts';
import type { RunDetails } from './api.ts';
import { download, h } from './dom.ts';
import { percent } from './numbers.ts';
import { s, svgBlob } from './svg.ts';

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

/** What is shown of the embeddings of a run: one table, in three dimensions. */
export function drawEmbedding(
  run: RunDetails,
  view: EmbeddingView | undefined,
  colour: string,
  choose: (layer: string) => void,
): HTMLElement {
  if (run.embeddings.length === 0) return h('p', { class: 'hint' }, `${run.name} has no Embedding.`);
  if (!view) return h('p', { class: 'hint' }, `${run.name} has no weights yet.`);
  const cloud = new Cloud(view, colour);
  const title = `Embedding ${view.layer} of ${run.name}`;
  const shown = view.points.length < view.rows ? `, the first ${view.points.length} of ${view.rows}` : '';
  return h(
    'section',
    {},
    run.embeddings.length > 1
      ? h(
          'label',
          {},
          'Layer ',
          h(
            'select',
            { onchange: (event) => choose((event.target as HTMLSelectElement).value) },
            ...run.embeddings.map((layer) => h('option', { selected: layer === view.layer }, layer)),
          ),
        )
      : undefined,
    h(
      'figure',
      { class: 'chart cloud' },
      h(
        'figcaption',
        {},
        h('h2', {}, title),
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
      h(
        'p',
        { class: 'facts' },
        `${view.points.length} vectors of ${view.width}${shown}, along their three principal components, which hold ${percent(
          view.shares.reduce((sum, share) => sum + share, 0),
          2,
        )} of the variance. Drag or use the arrow keys to turn it.`,
      ),
    ),
  );
}

/** Kept while the page is drawn anew, as it is while a run goes on. */
const kept: { angles: Angles; sought: string } = { angles: { yaw: 0.6, pitch: 0.4 }, sought: '' };

/** Points that turn; those behind are paler. */
class Cloud {
  readonly picture: SVGElement;
  readonly #points: EmbeddingView['points'];
  readonly #dots: readonly SVGElement[];
  readonly #texts: SVGElement;
  readonly #scale: number;
  #found: readonly number[] = [];

  constructor({ layer, points }: EmbeddingView, colour: string) {
    this.#points = points;
    const reach = Math.max(...points.map(([x, y, z]) => Math.hypot(x, y, z)), 0);
    this.#scale = reach === 0 ? 1 : (0.46 * size) / reach;
    this.#dots = points.map(([, , , label]) => s('circle', { r: 3, fill: colour }, s('title', {}, label)));
    this.#texts = s('g', { class: 'words' });
    this.picture = s(
      'svg',
      {
        viewBox: `0 0 ${size} ${size}`,
        role: 'img',
        tabindex: 0,
        'aria-label': `${points.length} vectors of ${layer} in three dimensions; arrow keys turn them.`,
      },
      s('g', {}, ...this.#dots),
      this.#texts,
    );
    this.#listen();
    this.find(kept.sought);
  }

  /** Marks the points whose words hold a text. */
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
