/** The interpreter with torch, transformers and onnxruntime, for the peers that need one. */
export const PYTHON = process.env.GYEOL_PYTHON ?? 'python3';
