// A step made on the case page can be taken back there, as long as nothing else has happened to the case.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { ref } from 'vue'
import { afterEach, expect, it, vi } from 'vitest'
import ActionBar from '@/console/cases/ActionBar.vue'
import enDesk from '@/locales/en/console.json'
import enLife from '@/locales/en/life.json'
import zhDesk from '@/locales/zh/console.json'
import zhLife from '@/locales/zh/life.json'
import type { CaseDetail } from '@/shared/cases/types'
import { createWeigeI18n } from '@/shared/i18n'

const OFFERS = [
  { move: 'accept', undo: { move: 'take_back', label_zh: '收回这一步', label_en: 'Take the step back' }, minutes: 10, choices: [], why_zh: '', why_en: '' },
  { move: 'supervise', undo: { move: 'end_supervision', label_zh: '解除督办', label_en: 'End' }, minutes: null, choices: [], why_zh: '', why_en: '' },
]
const action = (move: string) => ({ move, allowed: true, missing: [], fields: [], label_zh: move, label_en: move, target: '' })
const row = (version: number, moves: string[]) => ({ id: 'c1', number: '1', version, state: 'reported', actions: moves.map(action) }) as unknown as CaseDetail

async function pressed(move: string, answer: unknown = { items: [{ id: 'c1', done: true, errors: [], detail: '' }] }) {
  const sent: unknown[] = []
  vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => {
    if (init.method === 'POST') sent.push([url, JSON.parse(init.body as string)])
    const body = init.method === 'POST' ? answer : url === '/api/cases/bulk' ? OFFERS : {}
    return Promise.resolve(new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } }))
  })
  localStorage.setItem('wg-lang', 'zh')
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const work = { busy: ref(false), problem: ref(null), forget: () => {}, move: () => Promise.resolve(true), attach: () => Promise.resolve(true) }
  const i18n = createWeigeI18n('console', { zh: zhDesk, en: enDesk })
  for (const [lang, words] of [['zh', zhLife], ['en', enLife]] as const) i18n.global.mergeLocaleMessage(lang, { life: words })
  const bar = mount(ActionBar, { props: { row: row(4, [move]), work, most: 3 }, global: { plugins: [i18n, [VueQueryPlugin, { queryClient: client }]] } })
  await flushPromises()
  await bar.get('button').trigger('click')
  await flushPromises()
  const back = () => bar.findAll('button').find((one) => one.text().startsWith('撤销刚才的'))
  return { bar, back, sent }
}
afterEach(() => vi.unstubAllGlobals())

it('offers to take back what was pressed, and sends it with the version that stands', async () => {
  const { back, sent } = await pressed('accept')
  expect(back()?.text()).toBe('撤销刚才的受理')
  await back()?.trigger('click')
  await flushPromises()
  expect(sent).toEqual([['/api/cases/bulk', expect.objectContaining({ move: 'take_back', cases: [{ id: 'c1', version: 4 }] })]])
  expect(back()).toBeUndefined()
})

it('offers nothing after something else has happened, nor for what has a step of its own', async () => {
  const { bar, back } = await pressed('accept')
  await bar.setProps({ row: row(5, []) })
  expect(back()).toBeUndefined()
  expect((await pressed('supervise')).back()).toBeUndefined()
})

it('says why it was refused', async () => {
  const { bar, back } = await pressed('accept', { items: [{ id: 'c1', done: false, errors: [], detail: '已经有人办了下一步' }] })
  await back()?.trigger('click')
  await flushPromises()
  expect(bar.get('[role=alert]').text()).toContain('已经有人办了下一步')
})
