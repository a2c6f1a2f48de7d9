import type { CameraModel } from '../../imaging/camera';
import type { Box, Point, Quantity } from '../../inspection/record';
import type { Clahe, Picture, PictureFacts, RelativeBox } from './picture';

export type MeasureMethod = 'adaptive' | 'reference' | 'fixed' | 'canny';

export interface MeasureOptions {
  method: MeasureMethod;
  polarity: 'dark' | 'bright' | 'both';
  /** adaptive, reference: multiple of the local noise (robust standard deviation); fixed: grey level 0..255; canny: upper threshold. */
  threshold: number;
  roi?: RelativeBox;
  /** Smallest region, px². */
  minArea: number;
  /** Radius of the morphological closing that joins fragments, px; 0: none. */
  closing: number;
  /** Regions whose borders are nearer than this are one, px. */
  mergeDistance: number;
  /** Keep the n largest. */
  largest: number;
  clahe?: Clahe;
}

export interface Calibration {
  id: string;
  /** ISO 8601 time of the calibration. */
  at?: string;
  /** Either a uniform scale … */
  mmPerPixel?: number;
  /** … or at least four pairs of picture points (px) and plane points (mm). */
  points?: { px: Point; mm: Point }[];
  /** Picture size the points were taken at; pictures of another size are refused. */
  width?: number;
  height?: number;
  /** Standard uncertainty of the scale, mm per px. */
  scaleUncertainty?: number;
  /** Standard uncertainty of a point in either direction, px; default 0.5. */
  pointUncertainty?: number;
  /** Points of the picture are freed of this camera's distortion before anything else. */
  camera?: CameraModel;
  /** Days after which the calibration counts as old. */
  maxAgeDays?: number;
  /** Degrees of tilt above which a warning is due. */
  maxTilt?: number;
}

export interface MeasureInput {
  picture: Picture;
  /** A good picture of the same scene; needed by method `reference`. */
  reference?: Picture;
  options: MeasureOptions;
  calibration?: Calibration;
  /** Longest side in pixels of the overlay JPEG; 0: none. */
  overlay: number;
  thumbnail?: number;
  /** Also return the mask of all regions as a 1-channel PNG (for evaluation). */
  mask?: boolean;
}

/** A region as measured; the words for its place are added by the parent. */
export interface MeasuredRegion {
  bbox: Box;
  bbox_mm?: Box;
  polygon: Point[];
  center: Point;
  length: Quantity;
  width: Quantity;
  area: Quantity;
  /**
   * `line`, `outline`: measured between pixels; `relief`: by the shading of a dip or bump, which has no edge; `coarse`: by
   * counting pixels, where neither fits.
   */
  gauge: 'line' | 'outline' | 'relief' | 'coarse';
  angle: number;
  contrast: number;
}

export interface MeasureOutput {
  picture: PictureFacts;
  /** Largest first. */
  regions: MeasuredRegion[];
  registered?: boolean;
  overlay?: Uint8Array;
  thumbnail?: Uint8Array;
  mask?: Uint8Array;
}
