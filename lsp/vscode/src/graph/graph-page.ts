import type { FromPage, ToPage } from './messages.ts';

/** What the editor gives a page to speak with it. */
interface EditorApi {
  postMessage(message: FromPage): void;
}

/** Runs in the page: shows what the editor sends, tells it what was clicked, zooms. */
export function runGraphPage(editor: EditorApi, page: Document, window: Window): void {
  const container = page.getElementById('graph')!;
  const zoom = createZoom();

  const draw = (svg: string): void => {
    const drawing = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
    container.replaceChildren(page.adoptNode(drawing));
    zoom.apply(drawing);
  };
  const mark = (node: string | null): void => {
    for (const marked of container.querySelectorAll('.marked')) marked.classList.remove('marked');
    const found = [...container.querySelectorAll('[data-node]')].find(
      (element) => element.getAttribute('data-node') === node,
    );
    found?.classList.add('marked');
    found?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
    if (data.kind === 'graph') draw(data.svg);
    else if (data.kind === 'mark') mark(data.node);
    else container.innerHTML = '<p>Put the cursor into a model without mistakes.</p>';
  });
  container.addEventListener('click', ({ target }) => {
    const node = (target as Element).closest('[data-node]')?.getAttribute('data-node');
    if (node) editor.postMessage({ kind: 'select', node });
  });
  window.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom.change(event.deltaY);
      const drawing = container.querySelector('svg');
      if (drawing) zoom.apply(drawing);
    },
    { passive: false },
  );
  editor.postMessage({ kind: 'ready' });
}

/** Ctrl and the wheel: from a fifth of the size to five times. */
function createZoom() {
  let scale = 1;
  return {
    change: (delta: number): void =>
      void (scale = Math.min(5, Math.max(0.2, scale * Math.exp(-delta / 500)))),
    apply: (drawing: Element): void => {
      const width = Number(drawing.getAttribute('viewBox')?.split(' ')[2] ?? 0);
      drawing.setAttribute('width', String(width * scale));
      drawing.removeAttribute('height');
      // Until it is enlarged, a drawing fits into the view.
      drawing.setAttribute('style', `max-width: ${scale > 1 ? 'none' : `${scale * 100}%`}`);
    },
  };
}
