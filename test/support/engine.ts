import type { Engine } from '../../runtime/engines/engine.ts';
import { createOnnxEngine } from '../../runtime/engines/onnx/engine.ts';

let create: () => Promise<Engine> = () => createOnnxEngine();

/** The engine that a test's models run on. */
export function testEngine(): Promise<Engine> {
  return create();
}

/** Runs what follows on another engine: a test file that imports others repeats them there. */
export function setTestEngine(other: () => Promise<Engine>): void {
  create = other;
}
