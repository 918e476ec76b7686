import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import { augMix } from './aug-mix.ts';
import { autoContrast } from './auto-contrast.ts';
import { centerCrop } from './center-crop.ts';
import { contrastLimitedAdaptiveHistogramEqualization } from './contrast-limited-adaptive-histogram-equalization.ts';
import { cutMix } from './cut-mix.ts';
import { equalization } from './equalization.ts';
import { mixUp } from './mix-up.ts';
import { randAugment } from './rand-augment.ts';
import { randomBrightness } from './random-brightness.ts';
import { randomColorDegeneration } from './random-color-degeneration.ts';
import { randomColorJitter } from './random-color-jitter.ts';
import { randomContrast } from './random-contrast.ts';
import { randomCrop } from './random-crop.ts';
import { randomElasticTransform } from './random-elastic-transform.ts';
import { randomErasing } from './random-erasing.ts';
import { randomFlip } from './random-flip.ts';
import { randomGaussianBlur } from './random-gaussian-blur.ts';
import { randomGrayscale } from './random-grayscale.ts';
import { randomHue } from './random-hue.ts';
import { randomInvert } from './random-invert.ts';
import { randomPerspective } from './random-perspective.ts';
import { randomPosterization } from './random-posterization.ts';
import { randomRotation } from './random-rotation.ts';
import { randomSaturation } from './random-saturation.ts';
import { randomSharpness } from './random-sharpness.ts';
import { randomShear } from './random-shear.ts';
import { randomTranslation } from './random-translation.ts';
import { randomZoom } from './random-zoom.ts';
import { resizing } from './resizing.ts';
import { solarization } from './solarization.ts';

/** The layers of images, in the order of the reference. */
export const imageFamily: readonly LayerDeclaration[] = [
  resizing,
  centerCrop,
  randomCrop,
  randomFlip,
  randomRotation,
  randomTranslation,
  randomZoom,
  randomShear,
  randomPerspective,
  randomElasticTransform,
  randomBrightness,
  randomContrast,
  randomSaturation,
  randomHue,
  randomColorJitter,
  randomColorDegeneration,
  randomGrayscale,
  randomInvert,
  randomPosterization,
  randomSharpness,
  randomGaussianBlur,
  randomErasing,
  solarization,
  autoContrast,
  equalization,
  contrastLimitedAdaptiveHistogramEqualization,
  mixUp,
  cutMix,
  randAugment,
  augMix,
];
