// When the map's picture stands, as marks of the browser's own clock (benchmarks/web.py reads them): wg-map-first, when the first
// picture of use is on the screen (ground, water, roads, cells and every house's place), wg-map-drawn, when it is whole.
import type { Map as GlMap } from 'maplibre-gl'

export const FIRST = 'wg-map-first'
export const DRAWN = 'wg-map-drawn'
/** What the first picture of use must have. */
const NEEDED = ['green', 'water', 'roads', 'town', 'circle', 'segment', 'own'] as const

const known = (name: string): boolean => performance.getEntriesByName(name).length > 0

/** Orders to the card are given long before they are carried out: marks the moment at which it says that it has. */
function markWhenPainted(map: GlMap, name: string): void {
  const context = map.getCanvas().getContext('webgl2')
  const fence = context?.fenceSync(context.SYNC_GPU_COMMANDS_COMPLETE, 0)
  if (!context || !fence) return void performance.mark(name)
  context.flush()
  const look = (): void => {
    if (known(name)) return context.deleteSync(fence)
    if (context.getSyncParameter(fence, context.SYNC_STATUS) !== context.SIGNALED && !context.isContextLost()) return void setTimeout(look, 15)
    context.deleteSync(fence)
    performance.mark(name)
  }
  setTimeout(look, 0)
}

/** Says on the map's element that it stands (data-drawn, for what waits for it), and measures the first map of the page. */
export function watchPicture(map: GlMap): void {
  map.on('idle', () => (map.getContainer().dataset['drawn'] = ''))
  if (known(FIRST)) return
  const rendered = (): void => {
    if (!NEEDED.every((name) => map.getSource(name) && map.isSourceLoaded(name))) return
    map.off('render', rendered)
    markWhenPainted(map, FIRST)
  }
  const idle = (): void => {
    if (!map.getSource('own') || !map.isSourceLoaded('own')) return
    map.off('idle', idle)
    markWhenPainted(map, DRAWN)
  }
  map.on('render', rendered)
  map.on('idle', idle)
}

/** While the first tiles come in, a frame is drawn at most this often (ms): each takes the processor half a second. */
const HALF_EVERY = 500

/** Until the first picture stands, half ones are drawn seldom: they only keep the tiles from being cut. */
export function wholePictures(map: GlMap): void {
  const repaint = map.triggerRepaint.bind(map)
  let last = -HALF_EVERY
  let timer: ReturnType<typeof setTimeout> | undefined
  const draw = (): void => {
    clearTimeout(timer)
    timer = undefined
    last = performance.now()
    repaint()
  }
  map.triggerRepaint = () => {
    const rest = last + HALF_EVERY - performance.now()
    if (rest <= 0 || map.isStyleLoaded()) draw()
    else timer ??= setTimeout(draw, rest)
  }
  map.once('idle', () => {
    map.triggerRepaint = repaint
    if (timer !== undefined) draw()
  })
}
