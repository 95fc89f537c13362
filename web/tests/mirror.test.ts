// Where the processor draws: the map's picture is fetched when it is finished, one at a time, and shown on a second canvas.
import type { Map as GlMap } from 'maplibre-gl'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Mirror, whenPainted } from '../src/shared/map/mirror'

const UNSIGNALED = 1
const SIGNALED = 2

/** A card that finishes when it is told to, and the map it draws. */
function drawn() {
  const card = { status: SIGNALED as number | null, lost: false, fetched: 0 }
  const context = {
    UNSIGNALED, SIGNALED, drawingBufferWidth: 2, drawingBufferHeight: 1,
    fenceSync: () => ({}), deleteSync: () => {}, flush: () => {}, getSyncParameter: () => card.status, isContextLost: () => card.lost,
    createBuffer: () => ({}), bindBuffer: () => {}, bufferData: () => {}, readPixels: () => void (card.fetched += 1),
    getBufferSubData: (_target: number, _offset: number, bytes: Uint8ClampedArray) => bytes.fill(7),
  }
  const hears = new Map<string, () => void>()
  const container = document.createElement('div')
  const canvas = document.createElement('canvas')
  container.append(canvas)
  const repaint = vi.fn()
  const map = {
    triggerRepaint: repaint, getCanvas: () => canvas, getContainer: () => container,
    on: (name: string, act: () => void) => void hears.set(name, act),
  }
  const mirror = new Mirror(map as unknown as GlMap, context as unknown as WebGL2RenderingContext)
  return { card, map: map as unknown as GlMap, mirror, repaint, container, render: () => hears.get('render')?.(), restored: () => hears.get('webglcontextrestored')?.() }
}

const put = vi.fn()
beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('ImageData', class { constructor(readonly data: Uint8ClampedArray, readonly width: number) {} })
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue({ putImageData: put } as never)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  put.mockReset()
})

describe('the mirror of a map drawn by the processor', () => {
  it('fetches nothing before it is opened, then shows what was drawn', () => {
    const { card, mirror, render, container } = drawn()
    render()
    vi.runAllTimers()
    expect([card.fetched, put.mock.calls.length]).toEqual([0, 0])
    mirror.open()
    render()
    vi.runAllTimers()
    expect(put.mock.calls[0]?.[0]).toMatchObject({ width: 2, data: new Uint8ClampedArray(8).fill(7) })
    expect([...container.children].map((one) => one.className)).toEqual(['', 'wg-mirror'])
  })

  it('orders no further picture while one is on its way, and the one that was wanted afterwards', () => {
    const { card, map, mirror, repaint, render } = drawn()
    mirror.open()
    card.status = UNSIGNALED
    render()
    const told: string[] = []
    whenPainted(map, () => told.push('shown'))
    map.triggerRepaint()
    vi.advanceTimersByTime(500)
    expect([repaint.mock.calls.length, put.mock.calls.length, told]).toEqual([0, 0, []])
    card.status = SIGNALED
    vi.advanceTimersByTime(20)
    expect([repaint.mock.calls.length, put.mock.calls.length, told]).toEqual([1, 1, []])
    render()
    vi.advanceTimersByTime(20)
    expect(told, 'only the newest picture is the one that was asked for').toEqual(['shown'])
  })

  it('lets go of a picture whose card was lost, and draws anew when it is back', () => {
    const { card, map, mirror, repaint, render, restored } = drawn()
    mirror.open()
    Object.assign(card, { status: null, lost: true })
    render()
    const told = vi.fn()
    whenPainted(map, told)
    vi.advanceTimersByTime(20)
    expect(put).not.toHaveBeenCalled()
    expect(told).toHaveBeenCalledOnce()
    Object.assign(card, { status: SIGNALED, lost: false })
    restored()
    expect(repaint).toHaveBeenCalledOnce()
    render()
    vi.advanceTimersByTime(20)
    expect(put).toHaveBeenCalledOnce()
  })
})
