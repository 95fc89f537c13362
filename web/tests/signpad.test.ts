// A signature can be drawn in a dialog too: while it opens the pad has no size, so it takes its size when the pen comes down.
import { mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import SignPad from '@/shared/enforce/SignPad.vue'
import { createWeigeI18n } from '@/shared/i18n'

it('is as large as it is shown when the pen comes down, and gives out what was drawn', async () => {
  const pen = { fillRect: vi.fn(), beginPath: vi.fn(), moveTo: vi.fn(), lineTo: vi.fn(), stroke: vi.fn() }
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(pen as never)
  vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation(function (this: HTMLCanvasElement, told) {
    told(this.width && this.height ? new Blob(['drawn']) : null)
  })
  HTMLCanvasElement.prototype.setPointerCapture = vi.fn()
  const pad = mount(SignPad, { props: { label: '签名' }, global: { plugins: [createWeigeI18n('enforce', { zh: { title: '' }, en: { title: '' } })] } })
  const canvas = pad.get('canvas')
  Object.defineProperties(canvas.element, { clientWidth: { value: 300 }, clientHeight: { value: 150 } }) // now it is shown
  await canvas.trigger('pointerdown', { pointerId: 1 })
  await canvas.trigger('pointermove', { buttons: 1 })
  await canvas.trigger('pointerup')
  const element = canvas.element as HTMLCanvasElement
  expect([element.width, element.height]).toEqual([600, 300])
  expect(pad.emitted('drawn')?.at(-1)?.[0]).toBeInstanceOf(Blob)
})
