import { runGraphPage } from './graph-page.ts';

declare function acquireVsCodeApi(): Parameters<typeof runGraphPage>[0];

runGraphPage(acquireVsCodeApi(), document, window);
