/**
 * The page around a graph. The drawing comes by message; nothing but the one script runs.
 * @param script the address of the page's script
 * @param source what the editor lets a page load, for the content security policy
 */
export function graphPage(script: string, source: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src ${source}" />
    <title>Graph</title>
    <style>${style}</style>
  </head>
  <body>
    <main id="graph" aria-live="polite"><p>Put the cursor into a model without mistakes.</p></main>
    <script src="${script}"></script>
  </body>
</html>
`;
}

/** The colours of the editor's theme, over those that the drawing brings. */
const style = `
body { margin: 0; padding: 0; }
main { display: flex; min-height: 100vh; justify-content: safe center; align-items: flex-start; }
main > p { align-self: center; opacity: .7; }
main > svg { height: auto; flex: none; }
main > svg > rect:first-of-type { fill: transparent; }
main > svg [data-node] { cursor: pointer; }
main > svg [data-node]:hover > rect { stroke-width: 2; }
main > svg [data-node].marked > rect { stroke: var(--vscode-focusBorder); stroke-width: 3; }
main > svg rect[class]:not(.frame, .plate) { fill: var(--vscode-editorWidget-background); }
main > svg .frame { fill: color-mix(in srgb, var(--vscode-foreground) 6%, transparent); stroke: var(--vscode-descriptionForeground); }
main > svg .plate { fill: var(--vscode-editor-background); }
main > svg .edge { stroke: var(--vscode-descriptionForeground); }
main > svg marker path { fill: var(--vscode-descriptionForeground); }
main > svg .title, main > svg .arguments { fill: var(--vscode-foreground); }
main > svg .caption { fill: var(--vscode-descriptionForeground); }
main > svg .halo { stroke: var(--vscode-editor-background); }
`;
