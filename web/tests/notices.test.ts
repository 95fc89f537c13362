// The bell counts all that is unread, however few are shown; older ones come by a press; all are read with one.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import en from '@/locales/en/console.json'
import enPhone from '@/locales/en/h5.json'
import zh from '@/locales/zh/console.json'
import zhPhone from '@/locales/zh/h5.json'
import NoticeBell from '@/console/NoticeBell.vue'
import Notices from '@/h5/Notices.vue'
import { api } from '@/shared/api'
import { createWeigeI18n } from '@/shared/i18n'

vi.mock('vue-router', () => ({ useRouter: () => ({ push: vi.fn() }), RouterLink: { template: '<a><slot /></a>' } }))
const row = (id: number) => ({ id: String(id), subject: `case:${id}`, text_zh: `第 ${id} 条`, text_en: `Number ${id}`, sent_at: '2026-11-21T06:00:00Z', read_at: null })
const asked: unknown[] = []
const post = vi.spyOn(api, 'post').mockResolvedValue({ read: 73 })
vi.spyOn(api, 'get').mockImplementation((path, rest) => {
  if (path === '/api/auth/me') return Promise.resolve({ user: { id: 1 }, posts: [], verbs: ['notice.list'] })
  if (path !== '/api/notices') return Promise.resolve({ status: 'ok', time: '2026-11-21T06:30:00Z', speed: 1 })
  asked.push(rest?.query?.['after'])
  return Promise.resolve(rest?.query?.['after'] ? { items: [row(2), row(1)], next: null, unread: 73 } : { items: [row(9), row(8)], next: '8', unread: 73 })
})

it.each([['desk', NoticeBell, 'Mark all 73 as read'], ['phone', Notices, 'Mark all 73 as read']] as const)('on the %s', async (screen, page, words) => {
  localStorage.setItem('wg-lang', 'en')
  post.mockClear()
  const plugin = screen === 'desk' ? createWeigeI18n('console', { zh, en }) : createWeigeI18n('h5', { zh: zhPhone, en: enPhone })
  const shown = mount(page as never, { global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient({ defaultOptions: { queries: { retry: false } } }) }], plugin] } })
  await flushPromises()
  if (screen === 'desk') {
    expect(shown.find('.bell i').text()).toBe('73')
    await shown.find('.bell > button').trigger('click')
  }
  expect(shown.findAll('li').length, 'two and the way to the older ones').toBe(3)
  await shown.find('.older').trigger('click')
  await flushPromises()
  expect([asked.at(-1), shown.findAll('li').length]).toEqual(['8', 4])
  await shown.findAll('button').find((one) => one.text() === words)?.trigger('click')
  await flushPromises()
  expect(post.mock.calls).toEqual([['/api/notices/read', { until: 9 }]])
  shown.unmount()
})
