import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Turns on WebGPU on SwiftShader, a GPU in software that Chromium brings along. */
const softwareGpu = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--disable-vulkan-surface',
];

/**
 * A headless Chromium of the machine: `CHROMIUM` names its program, else it is looked for on the path.
 * @throws Error where there is none
 */
export async function launchChromium({ gpu = false } = {}): Promise<Browser> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = [
    process.env.CHROMIUM,
    ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
  ].find((path) => path !== undefined && existsSync(path));
  if (!found) {
    throw new Error(
      'These tests need Chromium: `apt-get install chromium`, or name its program in the variable CHROMIUM.',
    );
  }
  // Containers mostly run as root, where Chromium has no sandbox.
  return chromium.launch({ executablePath: found, args: ['--no-sandbox', ...(gpu ? softwareGpu : [])] });
}
