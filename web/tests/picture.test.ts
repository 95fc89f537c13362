// How the map comes to its first picture where the processor draws: unseen, coarse, sharp; in that order and no other.
import type { Map as GlMap } from 'maplibre-gl'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { stampFirst, watchPicture } from '../src/shared/map/picture'

const SOURCES = ['green', 'water', 'roads', 'town', 'circle', 'segment', 'own']

/** A map that does what it is told: sources that are there, loaded or not. */
function mapWith(loaded: Set<string>) {
  const hears = new Map<string, Set<() => void>>()
  const container = document.createElement('div')
  const ratios: number[] = []
  const map = {
    style: {}, ratios, container,
    on: (name: string, act: () => void) => void (hears.get(name) ?? hears.set(name, new Set()).get(name))?.add(act),
    off: (name: string, act: () => void) => void hears.get(name)?.delete(act),
    once: (name: string, act: () => void) => {
      const first = (): void => (map.off(name, first), act())
      map.on(name, first)
    },
    triggerRepaint: () => {}, getPixelRatio: () => 1, setPixelRatio: (ratio: number) => void ratios.push(ratio),
    getContainer: () => container, getCanvas: () => ({ getContext: () => null }),
    getSource: (name: string) => SOURCES.includes(name), isSourceLoaded: (name: string) => loaded.has(name), isStyleLoaded: () => true,
    say: (name: string) => [...(hears.get(name) ?? [])].forEach((act) => act()),
  }
  return map
}

afterEach(() => performance.clearMarks())
vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })

describe('the first picture of a map drawn by the processor', () => {
  it('is not seen before all is there, then coarse, then sharp', () => {
    const loaded = new Set(SOURCES.slice(1))
    const map = mapWith(loaded)
    const done = vi.fn()
    const grain = stampFirst(map as unknown as GlMap, done)
    watchPicture(map as unknown as GlMap, grain)
    map.say('render')
    expect([grain(), map.container.className]).toEqual(['stamp', 'wg-stamp'])

    loaded.add('green')
    map.say('render') // all is there: the next picture is a coarse one
    map.say('render')
    expect([grain(), map.container.className]).toEqual(['coarse', ''])
    expect(done).toHaveBeenCalledOnce()
    expect(map.container.dataset['drawn'], 'not whole yet').toBeUndefined()

    map.say('idle') // the coarse one stands: now a sharp one
    map.say('idle')
    expect(grain()).toBe('sharp')
    expect(map.container.dataset['drawn']).toBe('')
    expect(map.ratios.at(-1), 'with every pixel of the screen').toBe(1)
    expect(map.ratios.slice(0, -1).every((ratio) => ratio < 1)).toBe(true)
    expect(performance.getEntriesByName('wg-map-drawn')).toHaveLength(1)
  })

  it('shows the picture and takes away what stood for it in one go, however long the card is busy', () => {
    const map = mapWith(new Set(SOURCES))
    const busy = { fenceSync: () => ({}), flush: () => {}, getSyncParameter: () => 1, UNSIGNALED: 1, SIGNALED: 2, isContextLost: () => false }
    map.getCanvas = () => ({ getContext: () => busy }) as never
    const done = vi.fn(() => expect(map.container.className).toBe(''))
    stampFirst(map as unknown as GlMap, done)
    map.say('render')
    expect(done).not.toHaveBeenCalled()
    map.say('render')
    expect(map.container.className).toBe('')
    expect(done).toHaveBeenCalledOnce()
  })

  it('becomes sharp though the card was lost on the way, when its fences are answered with nothing', () => {
    const map = mapWith(new Set(SOURCES))
    const back = { fenceSync: () => ({}), flush: () => {}, getSyncParameter: () => null, UNSIGNALED: 1, SIGNALED: 2, isContextLost: () => false, deleteSync: () => {} }
    map.getCanvas = () => ({ getContext: () => back }) as never
    const grain = stampFirst(map as unknown as GlMap, () => {})
    for (const name of ['render', 'render', 'idle']) map.say(name)
    vi.advanceTimersByTime(50)
    expect(grain()).toBe('sharp')
  })

  it('is shown after a while whatever is missing', () => {
    const map = mapWith(new Set())
    const grain = stampFirst(map as unknown as GlMap, () => {})
    map.say('render')
    vi.advanceTimersByTime(10_000)
    map.say('render')
    expect(grain()).toBe('coarse')
  })
})
