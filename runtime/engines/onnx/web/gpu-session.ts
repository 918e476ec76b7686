import type * as Ort from 'onnxruntime-common';
import type { Releasable } from '../sessions.ts';
import { GpuTensor } from './gpu-tensor.ts';

/** A session whose results may stay on the GPU. It lives as long as they do: onnxruntime frees them through it. */
export class WebGpuSession implements Releasable {
  private readonly ort: typeof Ort;
  private readonly session: Ort.InferenceSession;
  /** Results that are not freed yet. */
  private results = 0;
  private isReleased = false;

  constructor(ort: typeof Ort, session: Ort.InferenceSession) {
    this.ort = ort;
    this.session = session;
  }

  run(feeds: Readonly<Record<string, Ort.Tensor>>): Promise<Ort.InferenceSession.OnnxValueMapType> {
    return this.session.run(feeds);
  }

  /** Keeps a result of this session that lies on the GPU. */
  keep(result: Ort.Tensor): GpuTensor {
    this.results++;
    return GpuTensor.of(this.ort, result, () => {
      this.results--;
      if (this.isReleased && this.results === 0) void this.session.release();
    });
  }

  async release(): Promise<void> {
    this.isReleased = true;
    if (this.results === 0) await this.session.release();
  }
}
