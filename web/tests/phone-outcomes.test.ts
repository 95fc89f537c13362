// At a shop's door: within a time makes a notice with its clock and what was estimated, once; refused leads to who may enforce. The lamp.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import en from '@/locales/en/h5.json'
import zh from '@/locales/zh/h5.json'
import CameraBox from '@/h5/CameraBox.vue'
import Outcomes from '@/h5/Outcomes.vue'
import type { CaseRow } from '@/h5/types'
import { api } from '@/shared/api'
import { createWeigeI18n } from '@/shared/i18n'

localStorage.setItem('wg-lang', 'zh')
const push = vi.fn()
const keepPaper = vi.fn(async () => undefined)
const verbs = new Set<string>()
vi.mock('vue-router', () => ({ useRouter: () => ({ push }) }))
vi.mock('@/h5/useOutbox', () => ({ useOutbox: () => ({ keepPaper, papersOf: () => [] }) }))
vi.mock('@/shared/me', () => ({ useMe: () => ({ may: (verb: string) => verbs.has(verb) }) }))
vi.mock('@/h5/useHere', () => ({ useHere: () => ({ here: { value: null } }) }))
const global = () => ({ plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('h5', { zh, en })] as never })
const row = (code: string) => ({ id: 'c1', title_zh: '小满鲜果 店外经营', title_en: '', matter: { code } }) as unknown as CaseRow
const shown = async (code: string, modelValue: 'done' | 'term' | 'refused', papers: unknown[] = []) => {
  vi.spyOn(api, 'get').mockResolvedValue({ items: papers, status: 'ok', time: new Date().toISOString(), speed: 1 })
  const box = mount(Outcomes, { props: { row: row(code), modelValue }, global: global() })
  await flushPromises()
  return box
}
const press = (box: Awaited<ReturnType<typeof shown>>, words: string) => box.findAll('button').find((one) => one.text().includes(words))?.trigger('click')

it('a time makes a notice due then, with the metres if somebody said them', async () => {
  const box = await shown('09005', 'term')
  await press(box, '1.5 米')
  await press(box, '告知商户')
  const [id, kind, , values, , over] = keepPaper.mock.calls[0] as unknown as [string, string, string, { due: string }, Blob[], number | null]
  expect([id, kind, over]).toEqual(['c1', 'notice', 1.5])
  const minutes = (Date.parse(values.due) - Date.now()) / 60_000
  expect(minutes).toBeGreaterThan(19)
  expect(minutes).toBeLessThan(22)
  const other = await shown('06027', 'term')
  expect(other.text()).toContain('限时改')
  expect(other.text()).not.toContain('1.5 米')
})

it('one notice at a time', async () => {
  const box = await shown('09005', 'term', [{ kind: 'notice', ended_at: null }])
  expect(box.text()).toContain('告知单已开')
  expect(box.text()).not.toContain('告知商户')
})

it('refused: who may enforce writes the order, who may not calls the squad', async () => {
  verbs.add('call.send')
  await press(await shown('09005', 'refused'), '叫执法队来')
  expect(push).toHaveBeenCalledWith('/help')
  verbs.add('paper.order')
  const box = await shown('09005', 'refused')
  await press(box, '开责令')
  expect(box.emitted('order')).toHaveLength(1)
})

it('shows the lamp only where the camera has one', async () => {
  const lit = vi.fn(async () => undefined)
  const camera = async (torch: boolean) => {
    const track = { stop: () => undefined, getCapabilities: () => ({ torch }), applyConstraints: lit }
    Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia: async () => ({ getTracks: () => [track], getVideoTracks: () => [track] }) } })
    HTMLDialogElement.prototype.showModal = () => undefined
    HTMLDialogElement.prototype.close = () => undefined
    HTMLMediaElement.prototype.play = async () => undefined
    Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', { configurable: true, set: () => undefined })
    const box = mount(CameraBox, { props: { ghost: null }, global: global() })
    await flushPromises()
    return box.find('[aria-label="补光灯"]')
  }
  expect((await camera(false)).exists()).toBe(false)
  await (await camera(true)).trigger('click')
  expect(lit).toHaveBeenCalledWith({ advanced: [{ torch: true }] })
})
