// When the map's picture stands, as marks of the browser's own clock (benchmarks/web.py reads them): wg-map-first, when the first
// picture of use is on the screen (ground, water, roads, cells and every house's place), wg-map-drawn, when it is whole and sharp.
import type { Map as GlMap } from 'maplibre-gl'
import { whenPainted, type Mirror } from './mirror'

export const FIRST = 'wg-map-first'
export const DRAWN = 'wg-map-drawn'
/** What the first picture of use must have. */
const NEEDED = ['green', 'water', 'roads', 'town', 'circle', 'segment', 'own'] as const

const known = (name: string): boolean => performance.getEntriesByName(name).length > 0

const markWhenPainted = (map: GlMap, name: string): void => whenPainted(map, () => known(name) || performance.mark(name))

const stands = (map: GlMap): boolean => NEEDED.every((name) => map.getSource(name) && map.isSourceLoaded(name))

/** How the map is drawn: not to be seen yet, with fewer pixels than the screen has, or with all. */
type Grain = 'stamp' | 'coarse' | 'sharp'

/** Says on the map's element that it stands (data-drawn, for what waits for it), and measures the first map of the page. */
export function watchPicture(map: GlMap, grain: () => Grain): void {
  map.on('idle', () => grain() === 'sharp' && map.getSource('own') && whenPainted(map, () => (map.getContainer().dataset['drawn'] = '')))
  if (known(FIRST)) return
  const rendered = (): void => {
    if (grain() === 'stamp' || !stands(map)) return
    map.off('render', rendered)
    markWhenPainted(map, FIRST)
  }
  const idle = (): void => {
    if (grain() !== 'sharp' || !map.getSource('own') || !map.isSourceLoaded('own')) return
    map.off('idle', idle)
    markWhenPainted(map, DRAWN)
  }
  map.on('render', rendered)
  map.on('idle', idle)
}

/** While the first tiles come in, the map is drawn so small (pixels of the picture for one of the screen) … */
const STAMP = 1 / 16
/** … and so seldom (ms). */
const HALF_EVERY = 250
/** After so long (ms) it is drawn in full whatever is still missing: houses that cannot be fetched hide no street. */
const PATIENCE = 10_000

/** Then with so many pixels for one of the screen: a quarter of them takes a quarter of the time; the sharp one follows. */
const COARSE = 1 / 2

/** Where the processor draws: a half picture takes it half a second, and tiles are only cut while pictures are drawn. So until
 * all that the first picture needs is there a stamp is drawn that nobody sees, then a coarse picture, then the sharp one.
 * Returns how it is drawn at present; `done` is called in the frame that shows the first picture. */
export function stampFirst(map: GlMap, mirror: Pick<Mirror, 'open' | 'after'>, done: () => void): () => Grain {
  const repaint = map.triggerRepaint.bind(map)
  const ratio = map.getPixelRatio()
  let last = -HALF_EVERY
  let timer: ReturnType<typeof setTimeout> | undefined
  let grain: Grain = 'stamp'
  let growing = false
  const draw = (): void => {
    clearTimeout(timer)
    timer = undefined
    last = performance.now()
    repaint()
  }
  const grow = (): void => {
    if (growing || !map.style) return
    growing = true
    mirror.open()
    map.setPixelRatio(COARSE)
  }
  const sharpen = (): void => {
    if (!map.style) return
    grain = 'sharp'
    map.setPixelRatio(ratio)
  }
  const look = (): void => {
    if (growing) {
      grain = 'coarse'
      map.off('render', look)
      map.triggerRepaint = repaint
      mirror.after(done)
      map.once('idle', () => mirror.after(sharpen))
    } else if (stands(map)) grow()
  }
  map.setPixelRatio(STAMP)
  map.triggerRepaint = () => {
    const rest = last + HALF_EVERY - performance.now()
    if (rest <= 0 || growing || map.isStyleLoaded()) draw()
    else timer ??= setTimeout(draw, rest)
  }
  map.on('render', look)
  setTimeout(grow, PATIENCE)
  return () => grain
}
