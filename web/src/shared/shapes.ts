// Outlines drawn both in the page and on the map's canvas: level shapes and the pie of a clock, on a 16 × 16 grid.
import type { Level } from './types'

export const LEVEL_PATH: Record<Level, string> = {
  red: 'M5 1h6l4 4v6l-4 4H5l-4-4V5z',
  orange: 'M8 1.2 15.4 14.4H.6z',
  yellow: 'M8 .6 15.4 8 8 15.4.6 8z',
  blue: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z',
}

/** Pie slice of the used share, from twelve o'clock, radius 5 around (8, 8); empty for zero. */
export function piePath(share: number): string {
  const used = Math.min(Math.max(share, 0), 0.999)
  if (used === 0) return ''
  const angle = used * 2 * Math.PI
  const x = (8 + 5 * Math.sin(angle)).toFixed(2)
  const y = (8 - 5 * Math.cos(angle)).toFixed(2)
  return `M8 8V3A5 5 0 ${used > 0.5 ? 1 : 0} 1 ${x} ${y}Z`
}
