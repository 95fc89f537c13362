// Who walks sees what is to be visited because of a tag, what is due first, and says "I was there" in one press.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import en from '@/locales/en/h5.json'
import zh from '@/locales/zh/h5.json'
import VisitsDue from '@/h5/VisitsDue.vue'
import { api } from '@/shared/api'
import { createWeigeI18n } from '@/shared/i18n'
import { dayOf } from '@/shared/time'

const DAY = 86_400_000
const tag = (id: number, next: number) => ({ id, name_zh: `店 ${id}`, name_en: `Shop ${id}`, label: { code: 'fumes', name_zh: '油烟', name_en: 'Fumes', colour: 'brown' }, visited_at: null, next_visit: dayOf(Date.now() + next * DAY) })

it('lists what is due, and a visit said is sent and read back', async () => {
  let items = [tag(1, -3), tag(2, 0), tag(3, 5)]
  vi.spyOn(api, 'get').mockImplementation((path) => Promise.resolve(String(path).startsWith('/api/tags/patrol') ? { items } : { status: 'ok', time: new Date().toISOString(), speed: 1 }))
  const sent = vi.spyOn(api, 'post').mockImplementation(() => {
    items = [tag(2, 0), tag(3, 5), tag(1, 7)]
    return Promise.resolve({})
  })
  const shown = mount(VisitsDue, { global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('h5', { zh, en })] } })
  await flushPromises()
  expect(shown.findAll('li').length).toBe(2)
  await shown.find('li button').trigger('click')
  await flushPromises()
  expect(sent.mock.calls.map(([path]) => path)).toEqual(['/api/tags/1/visit'])
  expect(shown.findAll('li').length).toBe(1)
  await shown.find('section > .btn').trigger('click')
  expect([shown.findAll('li').length, shown.findAll('li button').length]).toEqual([3, 1])
})
