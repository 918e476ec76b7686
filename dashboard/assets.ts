import { readFileSync } from 'node:fs';
import { packageFile } from '../runtime/package-files.ts';

interface Asset {
  readonly type: string;
  readonly read: () => string;
}

/** A file that the build makes, read when it is first asked for. */
function built(name: string, type: string): Asset {
  let text: string | undefined;
  return { type, read: () => (text ??= readFileSync(packageFile(`dist/pages/${name}`), 'utf8')) };
}

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>kmodel runs</title>
    <link rel="stylesheet" href="/dashboard.css" />
    <link rel="icon" href="data:," />
  </head>
  <body>
    <script type="module" src="/dashboard.js"></script>
  </body>
</html>
`;

/** What the page is made of, by path. */
export const assets: ReadonlyMap<string, Asset> = new Map([
  ['/', { type: 'text/html', read: () => page }],
  ['/dashboard.js', built('dashboard.js', 'text/javascript')],
  ['/umap.js', built('umap.js', 'text/javascript')],
  ['/dashboard.css', built('dashboard-style.css', 'text/css')],
]);
