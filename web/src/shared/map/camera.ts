// Puts the whole territory into the free window, also when the map is tilted and turned.
import type { Map as GlMap } from 'maplibre-gl'
import type { LngLat } from '../types'

export interface Padding {
  top: number
  right: number
  bottom: number
  left: number
}
export interface View {
  pitch: number
  bearing: number
}

/** What is left of a padding when so much is cut off at each side. */
export function without(padding: Padding, cut: Padding): Padding {
  const rest = (side: keyof Padding): number => Math.max(0, padding[side] - cut[side])
  return { top: rest('top'), right: rest('right'), bottom: rest('bottom'), left: rest('left') }
}

interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

function boxOf(map: GlMap, ring: readonly LngLat[]): Box {
  const points = ring.map((p) => map.project(p))
  const xs = points.map((p) => p.x)
  const ys = points.map((p) => p.y)
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) }
}

/** Moves at once to the view in which all of `ring` fills the window left free by `padding`. */
export function fitRing(map: GlMap, ring: readonly LngLat[], view: View, padding: Padding): void {
  const first = ring[0]
  if (!first) return
  const { clientWidth: width, clientHeight: height } = map.getContainer()
  const free = { w: Math.max(40, width - padding.left - padding.right), h: Math.max(40, height - padding.top - padding.bottom) }
  const middle = ring.reduce<LngLat>((s, p) => [s[0] + p[0] / ring.length, s[1] + p[1] / ring.length], [0, 0])
  map.jumpTo({ center: middle, zoom: map.getZoom() || 14, ...view, padding })
  // Perspective makes the size on the screen a function of zoom and place: a few steps settle it.
  for (let step = 0; step < 6; step += 1) {
    const box = boxOf(map, ring)
    const grow = Math.min(free.w / (box.right - box.left), free.h / (box.bottom - box.top))
    const target = map.unproject([(box.left + box.right) / 2, (box.top + box.bottom) / 2])
    map.jumpTo({ center: target, zoom: Math.min(19, map.getZoom() + Math.log2(grow)) })
  }
}
