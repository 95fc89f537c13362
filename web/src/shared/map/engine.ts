// Loads MapLibre only where a map is shown, with its worker from our own server (the content-security policy allows no other).
import type * as MapLibre from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'

export type Engine = typeof MapLibre

let loading: Promise<Engine> | null = null

export function loadEngine(): Promise<Engine> {
  loading ??= Promise.all([import('maplibre-gl'), import('maplibre-gl/dist/maplibre-gl.css')]).then(([engine]) => {
    engine.setWorkerUrl(workerUrl)
    return engine
  })
  return loading
}

/** Fetches all a map needs, to be there before there is no network. */
export async function fetchEngine(): Promise<void> {
  if (!canDraw()) return
  await Promise.all([loadEngine(), fetch(workerUrl)])
}

/** Whether this browser can draw WebGL 2 at all; without it the list twin is shown. */
export function canDraw(): boolean {
  try {
    const context = document.createElement('canvas').getContext('webgl2')
    context?.getExtension('WEBGL_lose_context')?.loseContext()
    return context !== null
  } catch {
    return false
  }
}
