import sharp from 'sharp';

/** A grey plate with a dark line across its lower right, PNG. */
export function scratchedPlate(width = 96, height = 64): Promise<Buffer> {
  const line = `<line x1="60%" y1="60%" x2="95%" y2="90%" stroke="#202020" stroke-width="3"/>`;
  return sharp(
    Buffer.from(
      `<svg width="${width}" height="${height}"><rect width="100%" height="100%" fill="#b0b0b0"/>${line}</svg>`,
    ),
  )
    .png()
    .toBuffer();
}
