// Loads MapLibre only where a map is shown, with its worker from our own server (the content-security policy allows no other).
import type * as MapLibre from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'

/** Threads that cut tiles: the street's houses in one, those around in another. On two cores the engine takes but one. */
const LEAST_WORKERS = 2

export type Engine = typeof MapLibre

let loading: Promise<Engine> | null = null

export function loadEngine(): Promise<Engine> {
  loading ??= Promise.all([import('maplibre-gl'), import('maplibre-gl/dist/maplibre-gl.css')]).then(([engine]) => {
    engine.setWorkerUrl(workerUrl)
    engine.setWorkerCount(Math.max(LEAST_WORKERS, engine.getWorkerCount()))
    engine.prewarm() // they start while the page waits for its context
    return engine
  })
  return loading
}

/** Fetches all a map needs, to be there before there is no network. */
export async function fetchEngine(): Promise<void> {
  if (!canDraw()) return
  await Promise.all([loadEngine(), fetch(workerUrl)])
}

export interface Drawing {
  /** Whether this browser can draw WebGL 2 at all; without it the list twin is shown. */
  can: boolean
  /** No graphics card draws but the processor: what costs a card nothing takes seconds here. */
  slow: boolean
}

const BY_PROCESSOR = /swiftshader|llvmpipe|softpipe|software|basic render/i
let known: Drawing | null = null

/** What a context is drawn by; the map's own tells it, for opening one just to look takes a while by itself. */
export function drawingOf(context: WebGL2RenderingContext | null): Drawing {
  const info = context?.getExtension('WEBGL_debug_renderer_info')
  const name = info ? String(context?.getParameter(info.UNMASKED_RENDERER_WEBGL)) : ''
  known = { can: !!context, slow: BY_PROCESSOR.test(name) }
  return known
}

function look(): Drawing {
  try {
    const context = document.createElement('canvas').getContext('webgl2')
    const found = drawingOf(context)
    context?.getExtension('WEBGL_lose_context')?.loseContext()
    return found
  } catch {
    return { can: false, slow: false }
  }
}

/** Found once a page. */
export const canDraw = (): boolean => (known ??= look()).can
