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

/** What shows the map: says whether it was opened, and shows at once or when told. */
function mirrorOf(atOnce = true) {
  const waiting: (() => void)[] = []
  const mirror = {
    opened: false,
    open: () => void (mirror.opened = true),
    after: (then: () => void) => void (atOnce ? then() : waiting.push(then)),
    show: () => waiting.splice(0).forEach((then) => then()),
  }
  return mirror
}

afterEach(() => performance.clearMarks())
vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })

describe('the first picture of a map drawn by the processor', () => {
  it('is not seen before all is there, then coarse, then sharp', () => {
    const loaded = new Set(SOURCES.slice(1))
    const map = mapWith(loaded)
    const done = vi.fn()
    const mirror = mirrorOf()
    const grain = stampFirst(map as unknown as GlMap, mirror, done)
    watchPicture(map as unknown as GlMap, grain)
    map.say('render')
    expect([grain(), mirror.opened]).toEqual(['stamp', false])

    loaded.add('green')
    map.say('render') // all is there: the next picture is a coarse one
    map.say('render')
    expect([grain(), mirror.opened]).toEqual(['coarse', true])
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

  it('takes away what stood for the picture when that is shown, however long it takes', () => {
    const map = mapWith(new Set(SOURCES))
    const mirror = mirrorOf(false)
    const done = vi.fn()
    stampFirst(map as unknown as GlMap, mirror, done)
    map.say('render')
    map.say('render')
    expect(done).not.toHaveBeenCalled()
    mirror.show()
    expect(done).toHaveBeenCalledOnce()
  })

  it('is shown after a while whatever is missing', () => {
    const map = mapWith(new Set())
    const grain = stampFirst(map as unknown as GlMap, mirrorOf(), () => {})
    map.say('render')
    vi.advanceTimersByTime(10_000)
    map.say('render')
    expect(grain()).toBe('coarse')
  })
})
