// What is pressed in the map's callout is not pressed on the street behind it too.
import { flushPromises, mount } from '@vue/test-utils'
import { h } from 'vue'
import { expect, it, vi } from 'vitest'
import en from '@/locales/en/cockpit.json'
import zh from '@/locales/zh/cockpit.json'
import { createWeigeI18n } from '@/shared/i18n'
import StreetMap from '@/shared/map/StreetMap.vue'

const street = document.createElement('div')

class Marker {
  constructor(private readonly options: { element: HTMLElement }) {}
  setLngLat = () => this
  addTo = () => (street.append(this.options.element), this)
  remove = () => this.options.element.remove()
}
const canvas = document.createElement('canvas')
const view = { slow: false, padding: { right: 0 }, engine: { Marker }, map: { getCanvas: () => canvas, on: () => {}, project: () => ({ x: 0 }) } }
const nothing = ['setWords', 'setBuildings', 'setExtras', 'setMarks', 'setHidden', 'setPicked', 'setFocus', 'setRoom', 'changeBase', 'remove']
vi.mock('@/shared/map/view', () => ({ StreetView: { open: () => Promise.resolve({ ...view, ...Object.fromEntries(nothing.map((name) => [name, () => {}])) }) } }))

it('a button in the callout is pressed, the street behind it is not', async () => {
  document.body.append(street)
  const [behind, pressed] = [vi.fn(), vi.fn()]
  for (const kind of ['click', 'mousedown']) street.addEventListener(kind, behind)
  mount(StreetMap, {
    props: { base: { bearing: 0, attribution: '' } as never, callout: { lon: 121.48, lat: 31.23 } },
    slots: { default: () => h('button', { class: 'go', onClick: pressed }) },
    global: { plugins: [createWeigeI18n('cockpit', { zh, en })] },
  })
  await flushPromises()
  const button = street.querySelector('button.go')
  button?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }))
  button?.dispatchEvent(new MouseEvent('click', { bubbles: true }))
  expect(pressed).toHaveBeenCalledOnce()
  expect(behind).not.toHaveBeenCalled()
})
