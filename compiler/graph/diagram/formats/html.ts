import type { Diagram } from '../diagram.ts';
import { palette, type BoxStyle } from '../palette.ts';
import { escaped } from './svg-parts.ts';

/**
 * A page of its own that shows a diagram to fold, move and search in, and what is known of each layer on a click.
 * @param script the page's script, as the build makes it
 * @param hash its SHA-256 in base64: nothing else may run in the page
 */
export function diagramToHtml(diagram: Diagram, script: string, hash: string): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <title>${escaped(diagram.model)}</title>
    <style>${style}</style>
  </head>
  <body>
    <header>
      <h1>${escaped(diagram.model)}</h1>
      <label>Search <input id="search" type="search" placeholder="layer, name, shape" /></label>
      <span id="found" role="status"></span>
      <button id="unfold" type="button">Unfold all</button>
      <button id="fold" type="button">Fold all</button>
      <button id="out" type="button" aria-label="Smaller">−</button>
      <button id="in" type="button" aria-label="Larger">+</button>
      <button id="fit" type="button">Fit</button>
    </header>
    <main>
      <div id="view"><div id="drawing"></div></div>
      <aside id="details" aria-live="polite" hidden></aside>
    </main>
    <footer>Click: details. Double click or Space on a folded box, click on a frame's title: fold and unfold. Drag: move. Wheel, + and −: zoom. /: search.</footer>
    <script type="application/json" id="diagram">${jsonInPage(diagram)}</script>
    <script>${script}</script>
  </body>
</html>
`;
}

/** JSON that cannot end the element around it. */
function jsonInPage(diagram: Diagram): string {
  return JSON.stringify(diagram).replaceAll('<', '\\u003c');
}

const style = `
:root { color-scheme: light dark; --text: #111827; --soft: #4b5563; --back: #fff; --bar: #f3f4f6; --line: #d1d5db; --focus: #2563eb; }
@media (prefers-color-scheme: dark) { :root { --text: #f3f4f6; --soft: #b6bdc9; --back: #111827; --bar: #1f2937; --line: #374151; --focus: #93c5fd; } }
* { box-sizing: border-box; }
body { margin: 0; height: 100vh; display: flex; flex-direction: column; font: 14px/1.4 system-ui, sans-serif; color: var(--text); background: var(--back); }
header, footer { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; padding: 8px 12px; background: var(--bar); border: 0 solid var(--line); border-bottom-width: 1px; }
footer { border-width: 1px 0 0; color: var(--soft); font-size: 12px; }
h1 { font-size: 16px; margin: 0 auto 0 0; }
h2 { font-size: 16px; margin: 0; }
h3 { font-size: 13px; margin: 16px 0 4px; }
input, button { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; }
main { flex: 1; min-height: 0; display: flex; }
#view { flex: 1; min-width: 0; overflow: hidden; cursor: grab; touch-action: none; }
#view:active { cursor: grabbing; }
#drawing { transform-origin: 0 0; width: max-content; }
#details { width: min(340px, 45vw); overflow: auto; padding: 12px 16px; border-left: 1px solid var(--line); background: var(--bar); }
#details p { color: var(--soft); margin: 4px 0; }
#details table { border-collapse: collapse; width: 100%; font-size: 12px; }
#details th { text-align: left; font-weight: 500; color: var(--soft); padding: 2px 8px 2px 0; vertical-align: top; white-space: nowrap; }
#details td { overflow-wrap: anywhere; padding: 2px 0; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
#drawing [data-node], #drawing [data-group] { cursor: pointer; }
#drawing [data-node]:hover > rect { stroke-width: 2; }
#drawing .marked > rect, #drawing .found > rect { stroke-width: 3; }
#drawing .found > rect { stroke: #d97706; }
#drawing .marked > rect { stroke: var(--focus); }
#drawing .edge.near { stroke: var(--focus); stroke-width: 2; }
#drawing [data-node]:focus-visible, #drawing [data-group]:focus-visible { outline: none; }
#drawing [data-node]:focus-visible > rect { stroke: var(--focus); stroke-width: 3; }
#drawing [data-group]:focus-visible > text { fill: var(--focus); text-decoration: underline; }
#drawing svg > rect:first-of-type { fill: transparent; }
@media (prefers-color-scheme: dark) {
${darkBoxes()}
#drawing .frame, #drawing .plate { fill: #1f2937; stroke-opacity: .6; }
#drawing .title, #drawing .arguments { fill: #f3f4f6; }
#drawing .caption { fill: #b6bdc9; }
#drawing .halo { stroke: #111827; }
#drawing .edge { stroke: #9ca3af; }
#drawing marker path { fill: #9ca3af; }
}
@media (max-width: 600px) { main { flex-direction: column; } #details { width: auto; max-height: 40vh; border-left: 0; border-top: 1px solid var(--line); } footer { display: none; } }
`;

/** In the dark a box has its outline's colour, much darkened. */
function darkBoxes(): string {
  return (Object.keys(palette) as BoxStyle[])
    .map((name) => `#drawing .${name} { fill: color-mix(in srgb, ${palette[name].stroke} 25%, #111827); }`)
    .join('\n');
}
