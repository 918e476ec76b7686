/** The ONNX operator set that graphs are written in. */
export const opsetVersion = 20;
